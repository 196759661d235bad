using BenchmarkDotNet.Running;
using K2Sharp.Benchmarks;

// "quick" prints a table in half a minute; anything else goes to BenchmarkDotNet: --filter '*', --list flat.
if (args is ["quick", ..])
{
    QuickTable.Print(Console.Out, args.Length > 1 ? args[1] : "all");
    return 0;
}

// "attention" prints what long contexts cost a token.
if (args is ["attention"])
{
    AttentionTable.Print(Console.Out);
    return 0;
}

// "attention prompts" prints what they cost a step of a prompt.
if (args is ["attention", "prompts"])
{
    AttentionTable.PrintPrompts(Console.Out);
    return 0;
}

// "grammar TOKENIZER SCHEMAS" prints mask and compile times over a folder of schemas.
if (args is ["grammar", string tokenizer, string schemas])
{
    new GrammarTable(Console.Out, tokenizer, schemas).Print();
    return 0;
}

BenchmarkSwitcher.FromAssembly(typeof(MatrixRowsBenchmarks).Assembly).Run(args);
return 0;
