using K2Sharp.Evals.Tasks.Swe;

namespace K2Sharp.Evals.Tests.Tasks;

public sealed class SweLogTests
{
    private static readonly SweBenchRow s_row = new("django__django-1", "django/django", "c", "p", Patch("tests/admin_views/tests.py", "tests/a/b.json", "tests/model_fields/test_x.py"), [], []);

    [Fact]
    public void Pytest_names_the_status_first_or_last()
    {
        IReadOnlyDictionary<string, bool> tests = PytestLog.Read(
            """
            a/test_x.py::test_one PASSED                                             [ 50%]
            a/test_x.py::test_two[a b] FAILED                                        [100%]
            \x1b[32mPASSED\x1b[0m a/test_x.py::test_three
            ERROR a/test_x.py::test_four - ImportError: no PASSED here
            """.Replace("\\x1b", "\x1b", StringComparison.Ordinal));
        Assert.Equal(
            new Dictionary<string, bool> { ["a/test_x.py::test_one"] = true, ["a/test_x.py::test_two[a b]"] = false, ["a/test_x.py::test_three"] = true, ["a/test_x.py::test_four"] = false },
            tests);
    }

    [Fact]
    public void Unittest_prints_ok_behind_the_name()
    {
        IReadOnlyDictionary<string, bool> tests = UnittestLog.Read(
            """
            test_a (admin_views.tests.AdminTests) ... ok
            test_b (admin_views.tests.AdminTests) ... FAIL
            test_c (admin_views.tests.AdminTests) ... skipped 'no database'
            test_d (admin_views.tests.AdminTests) ... expected failure
            test_e (admin_views.tests.AdminTests) ... printed something ok
            test_f (admin_views.tests.AdminTests) ... ok

            ======================================================================
            ERROR: test_f (admin_views.tests.AdminTests)
            """);
        Assert.Equal([true, false, false, true, true, false], "abcdef".Select(letter => tests[$"test_{letter} (admin_views.tests.AdminTests)"]));
    }

    [Fact]
    public void Sympy_prints_letters()
    {
        IReadOnlyDictionary<string, bool> tests = SympyLog.Read(
            """
            sympy/core/tests/test_x.py[3]
            test_one ok
            test_two F
            test_three ok
            ________________________________________________________________________________
            ____________ sympy/core/tests/test_x.py:test_three ____________
            """);
        Assert.Equal(new Dictionary<string, bool> { ["test_one"] = true, ["test_two"] = false, ["test_three"] = false }, tests);
    }

    [Fact]
    public void Tests_are_those_that_the_patch_touches()
    {
        Assert.Equal("./tests/runtests.py --verbosity 2 --settings=test_sqlite --parallel 1 'admin_views.tests' 'model_fields.test_x'", SweTests.Command(s_row));
        Assert.Equal("pytest -rA --tb=no -p no:cacheprovider 'tests/admin_views/tests.py' 'tests/model_fields/test_x.py'", SweTests.Command(s_row with { Repository = "pallets/flask" }));
        Assert.Equal("make test", SweTests.Command(s_row with { TestCommand = "make test" }));
        Assert.Equal("swebench/sweb.eval.x86_64.django_1776_django-1:latest", DockerMachine.Image(s_row));
    }

    private static string Patch(params string[] files) => string.Concat(files.Select(file => $"diff --git a/{file} b/{file}\n--- a/{file}\n+++ b/{file}\n@@ -1 +1 @@\n-a\n+b\n"));
}
