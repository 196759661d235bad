using K2Sharp.Training.Native;
using TorchSharp;

namespace K2Sharp.Training.Tests.Native;

public sealed class TorchLibraryTests
{
    [Fact]
    public void A_fake_quantized_weight_learns_through_the_straight_through_estimator()
    {
        using torch.Tensor weight = torch.tensor([0.4f, -1.6f]).requires_grad_();
        using torch.Tensor rounded = (weight.round() - weight).detach() + weight;
        using torch.Tensor loss = (rounded * torch.tensor([3f, 5f])).sum();
        loss.backward();
        Assert.Equal(-10f, loss.item<float>());
        Assert.Equal([3f, 5f], weight.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Loading_again_does_nothing() => Parallel.For(0, 8, _ => TorchLibrary.Load());

    [Fact]
    public void Waiting_threads_do_not_spin() => Assert.NotNull(NativeEnvironment.Get("OMP_WAIT_POLICY"));

    [Fact]
    public void A_file_that_is_no_library_is_refused_in_one_line()
    {
        using var folder = new LibraryFolder();
        string path = folder.Add("no library"u8);
        string message = Assert.Throws<TorchUnavailableException>(() => TorchLibrary.Open(path)).Message;
        Assert.StartsWith(path + " does not load: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void An_application_without_the_library_has_none()
    {
        using var folder = new LibraryFolder();
        Assert.Null(TorchLibrary.Find(folder.Root));
        Assert.NotNull(TorchLibrary.Find(AppContext.BaseDirectory));
    }
}
