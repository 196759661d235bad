using System.Runtime.CompilerServices;
using K2Sharp.Training.Native;

namespace K2Sharp.Training.Tests;

/// <summary>Before any test, so that tests may use TorchSharp as if it simply worked.</summary>
internal static class TorchIsLoaded
{
#pragma warning disable CA2255 // This is an application: its tests.
    [ModuleInitializer]
    internal static void Load() => TorchLibrary.Load();
#pragma warning restore CA2255
}
