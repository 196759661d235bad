namespace K2Sharp.Evals.Tasks.Swe;

/// <content>The second half of the seeded bugs.</content>
internal sealed partial record MiniSweBug
{
    private static readonly MiniSweBug[] s_second =
    [
        new(
            "csvline",
            "Reads and writes a line of comma-separated values.",
            """"
            def split(line):
                fields, field, quoted, i = [], '', False, 0
                while i < len(line):
                    c = line[i]
                    if quoted and c == '"' and line[i + 1:i + 2] == '"':
                        field += '"'
                        i += 1
                    elif c == '"':
                        quoted = not quoted
                    elif c == ',' and not quoted:
                        fields.append(field)
                        field = ''
                    else:
                        field += c
                    i += 1
                return fields + [field]


            def join(fields):
                return ','.join('"' + f.replace('"', '""') + '"' if ',' in f or '"' in f else f for f in fields)
            """" + "\n",
            "c == ',' and not quoted",
            "c == ','",
            """"
            A comma within quotes splits the field.

                >>> split('a,"b,c",d')
                ['a', 'b', 'c', 'd']

            Expected three fields, so that split(join(fields)) gives the fields again.
            """",
            """"
            import unittest

            from csvline import join, split


            class Tests(unittest.TestCase):
                def test_quoted_comma(self):
                    self.assertEqual(split('a,"b,c",d'), ['a', 'b,c', 'd'])

                def test_round_trip(self):
                    fields = ['x', 'y,"z"', '', ',']
                    self.assertEqual(split(join(fields)), fields)

                def test_doubled_quote(self):
                    self.assertEqual(split('"a""b"'), ['a"b'])

                def test_empty_fields(self):
                    self.assertEqual(split(',a,'), ['', 'a', ''])
            """" + "\n",
            ["test_quoted_comma", "test_round_trip"],
            ["test_doubled_quote", "test_empty_fields"]),
        new(
            "graph",
            "Shortest paths.",
            """"
            import heapq


            def distances(graph, start):
                """graph: node -> {neighbour: cost}. Gives the least cost of every node that can be reached."""
                best = {}
                queue = [(0, start)]
                while queue:
                    cost, node = heapq.heappop(queue)
                    if node in best:
                        continue
                    best[node] = cost
                    for other, step in graph.get(node, {}).items():
                        heapq.heappush(queue, (cost + step, other))
                return best


            def has_path(graph, start, end):
                return end in distances(graph, start)
            """" + "\n",
            "cost + step",
            "step",
            """"
            distances() ignores what the way so far has cost.

            For a -> b (5), b -> c (1) it says that c is 1 away from a; it is 6.
            """",
            """"
            import unittest

            from graph import distances, has_path


            class Tests(unittest.TestCase):
                def test_sum(self):
                    self.assertEqual(distances({'a': {'b': 5}, 'b': {'c': 1}}, 'a'), {'a': 0, 'b': 5, 'c': 6})

                def test_detour(self):
                    graph = {'a': {'b': 9, 'c': 1}, 'c': {'d': 2}, 'd': {'b': 3}}
                    self.assertEqual(distances(graph, 'a')['b'], 6)

                def test_start(self):
                    self.assertEqual(distances({}, 'a'), {'a': 0})

                def test_no_path(self):
                    self.assertFalse(has_path({'a': {'b': 1}}, 'b', 'a'))
            """" + "\n",
            ["test_sum", "test_detour"],
            ["test_start", "test_no_path"]),
        new(
            "version",
            "Compares version numbers.",
            """"
            def parse(text):
                """1.10.2-rc1 -> ((1, 10, 2), 'rc1'); no suffix -> ''."""
                numbers, _, suffix = text.partition('-')
                return tuple(int(part) for part in numbers.split('.')), suffix


            def compare(a, b):
                """-1, 0 or 1. A version with a suffix comes before the one without."""
                (left, left_suffix), (right, right_suffix) = parse(a), parse(b)
                length = max(len(left), len(right))
                left += (0,) * (length - len(left))
                right += (0,) * (length - len(right))
                x = (left, left_suffix == '', left_suffix)
                y = (right, right_suffix == '', right_suffix)
                return (x > y) - (x < y)
            """" + "\n",
            "tuple(int(part) for part",
            "tuple(part for part",
            """"
            1.10 counts as older than 1.9, because the parts are compared as text. Versions of different length do not compare at all (TypeError).
            """",
            """"
            import unittest

            from version import compare, parse


            class Tests(unittest.TestCase):
                def test_numbers(self):
                    self.assertEqual(compare('1.10', '1.9'), 1)

                def test_lengths(self):
                    self.assertEqual(compare('1.0', '1'), 0)
                    self.assertEqual(compare('1', '1.0.1'), -1)

                def test_same(self):
                    self.assertEqual(compare('1.2.3', '1.2.3'), 0)

                def test_suffix(self):
                    self.assertEqual(compare('2.0-rc1', '2.0'), -1)
            """" + "\n",
            ["test_numbers", "test_lengths"],
            ["test_same", "test_suffix"]),
        new(
            "bank",
            "Accounts with transfers.",
            """"
            class Bank:
                def __init__(self):
                    self.accounts = {}

                def deposit(self, name, amount):
                    if amount <= 0:
                        raise ValueError('the amount must be positive')
                    self.accounts[name] = self.accounts.get(name, 0) + amount

                def transfer(self, source, target, amount):
                    if self.accounts.get(source, 0) < amount:
                        raise ValueError('not enough money')
                    self.deposit(target, amount)
                    self.accounts[source] -= amount

                def total(self):
                    return sum(self.accounts.values())
            """" + "\n",
            "        self.accounts[source] -= amount\n",
            "",
            """"
            A transfer makes money out of nothing: the target gets the amount, and the source keeps it. total() must be the same before and after.
            """",
            """"
            import unittest

            from bank import Bank


            class Tests(unittest.TestCase):
                def setUp(self):
                    self.bank = Bank()
                    self.bank.deposit('a', 10)

                def test_source_pays(self):
                    self.bank.transfer('a', 'b', 4)
                    self.assertEqual(self.bank.accounts, {'a': 6, 'b': 4})

                def test_total_stays(self):
                    self.bank.transfer('a', 'b', 10)
                    self.assertEqual(self.bank.total(), 10)

                def test_too_much(self):
                    with self.assertRaises(ValueError):
                        self.bank.transfer('a', 'b', 11)

                def test_negative(self):
                    with self.assertRaises(ValueError):
                        self.bank.transfer('a', 'b', -1)
            """" + "\n",
            ["test_source_pays", "test_total_stays"],
            ["test_too_much", "test_negative"]),
        new(
            "rpn",
            "A calculator in reverse Polish notation.",
            """"
            OPERATIONS = {
                '+': lambda a, b: a + b,
                '-': lambda a, b: a - b,
                '*': lambda a, b: a * b,
                '/': lambda a, b: a / b,
            }


            def evaluate(text):
                stack = []
                for word in text.split():
                    if word in OPERATIONS:
                        if len(stack) < 2:
                            raise ValueError('too few numbers')
                        b, a = stack.pop(), stack.pop()
                        stack.append(OPERATIONS[word](a, b))
                    else:
                        stack.append(float(word))
                if len(stack) != 1:
                    raise ValueError('too many numbers')
                return stack[0]
            """" + "\n",
            "b, a = stack.pop()",
            "a, b = stack.pop()",
            """"
            evaluate("5 3 -") gives -2 instead of 2, and "6 3 /" gives 0.5.
            """",
            """"
            import unittest

            from rpn import evaluate


            class Tests(unittest.TestCase):
                def test_minus(self):
                    self.assertEqual(evaluate('5 3 -'), 2)

                def test_divide(self):
                    self.assertEqual(evaluate('6 3 / 1 +'), 3)

                def test_plus(self):
                    self.assertEqual(evaluate('1 2 3 * +'), 7)

                def test_errors(self):
                    for text in ('+', '1 2', ''):
                        with self.assertRaises(ValueError):
                            evaluate(text)
            """" + "\n",
            ["test_minus", "test_divide"],
            ["test_plus", "test_errors"]),
        new(
            "pages",
            "Divides a list into pages.",
            """"
            def page_count(items, size):
                if size < 1:
                    raise ValueError('a page holds at least one item')
                return (len(items) + size - 1) // size


            def page(items, number, size):
                """The page with a number, from 1."""
                if not 1 <= number <= max(1, page_count(items, size)):
                    raise IndexError(number)
                return items[(number - 1) * size:number * size]
            """" + "\n",
            "(len(items) + size - 1) // size",
            "len(items) // size",
            """"
            The last page is not counted when it is not full: page_count of 5 items by 2 is 2, and page(items, 3, 2) raises an IndexError.
            """",
            """"
            import unittest

            from pages import page, page_count


            class Tests(unittest.TestCase):
                def test_last_page_counts(self):
                    self.assertEqual(page_count([1, 2, 3, 4, 5], 2), 3)

                def test_last_page(self):
                    self.assertEqual(page([1, 2, 3, 4, 5], 3, 2), [5])

                def test_full_pages(self):
                    self.assertEqual(page_count([1, 2, 3, 4], 2), 2)
                    self.assertEqual(page([1, 2, 3, 4], 2, 2), [3, 4])

                def test_limits(self):
                    with self.assertRaises(IndexError):
                        page([1, 2], 0, 2)
                    with self.assertRaises(ValueError):
                        page_count([], 0)
                    self.assertEqual(page([], 1, 3), [])
            """" + "\n",
            ["test_last_page_counts", "test_last_page"],
            ["test_full_pages", "test_limits"]),
    ];
}
