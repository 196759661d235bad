using Microsoft.Extensions.DependencyInjection;

namespace K2Sharp.Extensions.AI;

/// <summary>What <see cref="K2ServiceCollectionExtensions.AddK2"/> returns, to build on.</summary>
public interface IK2Builder
{
    /// <summary>The services that the model was added to.</summary>
    IServiceCollection Services { get; }
}
