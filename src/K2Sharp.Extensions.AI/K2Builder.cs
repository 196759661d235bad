using Microsoft.Extensions.DependencyInjection;

namespace K2Sharp.Extensions.AI;

internal sealed record K2Builder(IServiceCollection Services) : IK2Builder;
