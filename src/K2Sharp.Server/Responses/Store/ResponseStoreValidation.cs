using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Responses.Store;

/// <summary>Checks the annotations of <see cref="ResponseStoreOptions"/>; the code is generated from them.</summary>
[OptionsValidator]
internal sealed partial class ResponseStoreValidation : IValidateOptions<ResponseStoreOptions>;
