using K2Sharp.Training.Model;

namespace K2Sharp.Training.Runs;

/// <summary>Counts weights; the routers' biases are not among them.</summary>
internal static class ParameterCount
{
    public static long Total(K2Network network) => network.Parameters.Sum(parameter => parameter.Master.numel());

    /// <summary>What one token visits: of the routed experts only the chosen ones, of the embedding one row.</summary>
    public static long Active(K2Network network)
    {
        long count = 0;
        foreach (Parameter parameter in network.Parameters)
        {
            long size = parameter.Master.numel();
            count += parameter.IsExpert ? size / network.Config.RoutedExperts * network.Config.ExpertsPerToken : size;
        }

        return count - ((long)(network.Config.VocabSize - 1) * network.Config.HiddenSize);
    }
}
