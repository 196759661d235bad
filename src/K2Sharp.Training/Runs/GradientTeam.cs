using K2Sharp.Training.Model;
using K2Sharp.Training.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace K2Sharp.Training.Runs;

/// <summary>
/// Computes gradients of the parts of a step on threads of their own, each with one libtorch thread, and adds them in the order of the
/// parts: a sum that does not depend on timing. The weights are shared; <c>autograd.grad</c> returns gradients instead of accumulating them.
/// </summary>
internal sealed class GradientTeam(K2Network network)
{
    /// <param name="parts">The batches.</param>
    /// <param name="loss">The loss of a part from its logits [rows, vocabulary]; summed over the parts.</param>
    /// <param name="observed">Which document's scores are observed where libtorch attends.</param>
    /// <returns>The results; the gradients of the first hold the sum.</returns>
    public PartResult[] Compute(RaggedBatch[] parts, IPartLoss loss, int observed)
    {
        set_num_threads(1);
        var results = new PartResult[parts.Length];
        var failures = new Exception?[parts.Length];
        var threads = new Thread[parts.Length];
        for (int i = 1; i < parts.Length; i++)
        {
            int part = i;
            threads[i] = new Thread(() =>
            {
                set_num_threads(1);
                try
                {
                    results[part] = ComputePart(parts[part], part, loss, observed);
                }
#pragma warning disable CA1031 // Rethrown on the caller's thread.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    failures[part] = exception;
                }
            })
            { IsBackground = true };
            threads[i].Start();
        }

        results[0] = ComputePart(parts[0], 0, loss, observed);
        for (int i = 1; i < parts.Length; i++)
        {
            threads[i].Join();
            if (failures[i] is { } failure)
            {
                throw new InvalidOperationException("a training thread failed", failure);
            }

            for (int p = 0; p < results[0].Gradients.Length; p++)
            {
                results[0].Gradients[p].Add(results[i].Gradients[p]);
                results[i].Gradients[p].Dispose();
            }
        }

        return results;
    }

    private PartResult ComputePart(RaggedBatch batch, int part, IPartLoss loss, int observed)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = network.Forward(batch, observed, out ForwardContext context);
        (Tensor total, float[] rows) = loss.Compute(part, logits);
        Tensor[] leaves = [.. network.Parameters.Select(parameter => parameter.Forward)];
        IList<Tensor> gradients = autograd.grad([total], leaves);
        return new PartResult([.. gradients.Select(gradient => gradient.DetachFromDisposeScope())], rows, context);
    }
}
