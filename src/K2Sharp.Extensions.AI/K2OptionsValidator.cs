using Microsoft.Extensions.Options;

namespace K2Sharp.Extensions.AI;

/// <summary>Checks the annotations of <see cref="K2Options"/>; the code is generated from them.</summary>
[OptionsValidator]
internal sealed partial class K2OptionsValidator : IValidateOptions<K2Options>;
