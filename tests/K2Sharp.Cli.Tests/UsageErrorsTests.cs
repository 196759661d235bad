namespace K2Sharp.Cli.Tests;

public sealed class UsageErrorsTests
{
    [Theory]
    [InlineData("frobnicate", "'frobnicate'")]
    [InlineData("model frobnicate", "'frobnicate'")]
    [InlineData("serve", "--model DIR")]
    [InlineData("chat --frobnicate hello", "'--frobnicate'")]
    [InlineData("chat hello --frobnicate", "'--frobnicate'")]
    [InlineData("chat -x", "'-x'")]
    [InlineData("bench --frobnicate 3", "'--frobnicate'")]
    [InlineData("chat two words", "'words'")]
    [InlineData("chat --temperature warm hello", "a number is needed")]
    [InlineData("chat --seed 1.5 hello", "a whole number is needed")]
    [InlineData("chat --stop", "--stop")]
    [InlineData("chat --temperature -1 --model x hello", "temperature must be")]
    [InlineData("chat --temperature nan --model x hello", "temperature must be")]
    [InlineData("chat --top-p 0 --model x hello", "top_p must be")]
    [InlineData("chat --min-p 2 --model x hello", "min_p must be")]
    [InlineData("chat --top-k -1 --model x hello", "top_k must be")]
    [InlineData("chat --max-tokens 0 --model x hello", "--max-tokens must be")]
    [InlineData("chat --model /does/not/exist hello", "/does/not/exist")]
    [InlineData("chat hello", "--model DIR")]
    [InlineData("bench", "--model DIR")]
    [InlineData("debug logits", "--model DIR")]
    [InlineData("debug logits --kernels neon", "scalar, avx2 or avx512")]
    [InlineData("debug logits --threads 0", "threads must be")]
    [InlineData("debug logits --latent-norm-eps 2", "epsilon must be")]
    [InlineData("bench --kernels scalar,mmx", "\"mmx\"")]
    [InlineData("bench --threads 1,none", "\"none\"")]
    [InlineData("bench --repeat 0", "--repeat must be")]
    [InlineData("bench --cache-format fp4", "--cache-format must be")]
    [InlineData("model inspect", "'DIR|config.json'")]
    [InlineData("model inspect /does/not/exist", "/does/not/exist")]
    [InlineData("model verify /does/not/exist", "/does/not/exist")]
    [InlineData("model synth --out x", "--preset")]
    [InlineData("model synth --preset tiny", "--out")]
    [InlineData("model synth --preset huge --out x", "\"huge\"")]
    [InlineData("debug tokenize", "--tokenizer")]
    [InlineData("debug tokenize --tokenizer /does/not/exist", "/does/not/exist")]
    public void A_wrong_command_line_is_one_line_and_code_2(string commandLine, string part)
        => Assert.Empty(CliRun.Of(commandLine.Split(' ')).AssertError(2, part).Output);

    [Fact]
    public void An_empty_message_is_refused() => CliRun.Of("chat", "--model", "x", "").AssertError(2, "empty");

    [Fact]
    public void Nothing_piped_in_is_refused() => CliRun.With("\n", "chat", "--model", "x").AssertError(2, "empty");

    [Fact]
    public void Json_needs_a_message() => CliRun.AtTerminal(string.Empty, isStyled: false, "chat", "--model", "x", "--json").AssertError(2, "--json");
}
