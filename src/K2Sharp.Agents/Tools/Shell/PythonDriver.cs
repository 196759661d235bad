namespace K2Sharp.Agents.Tools.Shell;

/// <summary>
/// The program of the interpreter's process: a JSON string of code per line in, an object per line out. What the code and its
/// children print goes to a file, so it cannot be mixed into the answers.
/// </summary>
internal static class PythonDriver
{
    public const string Text = """
        import ast, json, os, sys, tempfile, traceback
        questions, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), 'w')
        printed = tempfile.TemporaryFile()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(printed.fileno(), 1)
        os.dup2(printed.fileno(), 2)
        names = {'__name__': '__main__', '__builtins__': __builtins__}
        most = 4 << 20
        for question in questions:
            failed = False
            try:
                tree = ast.parse(json.loads(question), '<code>')
                last = ast.Expression(tree.body.pop().value) if tree.body and isinstance(tree.body[-1], ast.Expr) else None
                exec(compile(tree, '<code>', 'exec'), names)
                if last is not None:
                    value = eval(compile(last, '<code>', 'eval'), names)
                    if value is not None:
                        print(repr(value))
            except SystemExit:
                failed = True
                print('exit() does not end this interpreter')
            except BaseException:
                failed = True
                kind, error, trace = sys.exc_info()
                traceback.print_exception(kind, error, trace.tb_next, file=sys.stdout)
            sys.stdout.flush()
            sys.stderr.flush()
            size = printed.seek(0, os.SEEK_END)
            printed.seek(0)
            text = printed.read(most).decode('utf-8', 'replace')
            if size > most:
                text += '\n[... %d bytes left out]' % (size - most)
            printed.seek(0)
            printed.truncate()
            answers.write(json.dumps({'output': text, 'failed': failed}) + '\n')
            answers.flush()
        """;
}
