using Microsoft.Extensions.Options;

namespace K2Sharp.Server;

/// <summary>Checks the annotations of <see cref="K2ServerOptions"/>; the code is generated from them.</summary>
[OptionsValidator]
internal sealed partial class K2ServerOptionsValidator : IValidateOptions<K2ServerOptions>;
