namespace K2Sharp.Evals.Tasks.Swe;

/// <content>The first half of the seeded bugs.</content>
internal sealed partial record MiniSweBug
{
    private static readonly MiniSweBug[] s_first =
    [
        new(
            "intervals",
            "Merges closed intervals of whole numbers.",
            """"
            def merge(intervals):
                """Joins intervals that overlap or touch; gives them in order."""
                merged = []
                for begin, end in sorted(intervals):
                    if merged and begin <= merged[-1][1]:
                        merged[-1] = (merged[-1][0], max(merged[-1][1], end))
                    else:
                        merged.append((begin, end))
                return merged


            def length(intervals):
                """How much the intervals cover together."""
                return sum(end - begin for begin, end in merge(intervals))
            """" + "\n",
            "max(merged[-1][1], end)",
            "end",
            """"
            merge() loses the end of an interval that contains the next one.

                >>> merge([(0, 10), (2, 3)])
                [(0, 3)]

            Expected [(0, 10)]. length() is wrong for the same reason.
            """",
            """"
            import unittest

            from intervals import length, merge


            class Tests(unittest.TestCase):
                def test_nested(self):
                    self.assertEqual(merge([(0, 10), (2, 3)]), [(0, 10)])

                def test_length_of_nested(self):
                    self.assertEqual(length([(0, 10), (2, 3), (20, 21)]), 11)

                def test_overlapping(self):
                    self.assertEqual(merge([(5, 8), (1, 6)]), [(1, 8)])

                def test_apart(self):
                    self.assertEqual(merge([(5, 8), (1, 2)]), [(1, 2), (5, 8)])
            """" + "\n",
            ["test_nested", "test_length_of_nested"],
            ["test_overlapping", "test_apart"]),
        new(
            "roman",
            "Roman numerals.",
            """"
            VALUES = [(1000, 'M'), (900, 'CM'), (500, 'D'), (400, 'CD'), (100, 'C'), (90, 'XC'),
                      (50, 'L'), (40, 'XL'), (10, 'X'), (9, 'IX'), (5, 'V'), (4, 'IV'), (1, 'I')]


            def to_roman(number):
                text = ''
                for value, letters in VALUES:
                    while number >= value:
                        text += letters
                        number -= value
                return text


            def from_roman(text):
                number = 0
                for value, letters in VALUES:
                    while text.startswith(letters):
                        number += value
                        text = text[len(letters):]
                return number
            """" + "\n",
            "(9, 'IX'), ",
            "",
            """"
            9 is written VIIII.

                >>> to_roman(19)
                'XVIIII'

            It must be XIX, and from_roman must read it back.
            """",
            """"
            import unittest

            from roman import from_roman, to_roman


            class Tests(unittest.TestCase):
                def test_nine(self):
                    self.assertEqual(to_roman(19), 'XIX')

                def test_back(self):
                    self.assertEqual([from_roman(to_roman(n)) for n in range(1, 60)], list(range(1, 60)))
                    self.assertEqual(from_roman('MCMXCIX'), 1999)

                def test_four(self):
                    self.assertEqual(to_roman(44), 'XLIV')

                def test_year(self):
                    self.assertEqual(to_roman(2026), 'MMXXVI')
            """" + "\n",
            ["test_nine", "test_back"],
            ["test_four", "test_year"]),
        new(
            "cache",
            "A cache that forgets what was not used for longest.",
            """"
            from collections import OrderedDict


            class Cache:
                def __init__(self, size):
                    self.size = size
                    self.items = OrderedDict()

                def get(self, key, default=None):
                    if key not in self.items:
                        return default
                    self.items.move_to_end(key)
                    return self.items[key]

                def put(self, key, value):
                    self.items[key] = value
                    self.items.move_to_end(key)
                    if len(self.items) > self.size:
                        self.items.popitem(last=False)
            """" + "\n",
            "popitem(last=False)",
            "popitem(last=True)",
            """"
            The cache drops what was just put in.

            With size 2, after put(a), put(b), put(c) the newest, c, is gone, and a is still there. The entry that was not used for longest should go.
            """",
            """"
            import unittest

            from cache import Cache


            class Tests(unittest.TestCase):
                def test_oldest_goes(self):
                    cache = Cache(2)
                    for key in 'abc':
                        cache.put(key, key)
                    self.assertEqual([cache.get(key) for key in 'abc'], [None, 'b', 'c'])

                def test_use_counts(self):
                    cache = Cache(2)
                    cache.put('a', 1)
                    cache.put('b', 2)
                    cache.get('a')
                    cache.put('c', 3)
                    self.assertEqual(cache.get('a'), 1)
                    self.assertIsNone(cache.get('b'))

                def test_default(self):
                    self.assertEqual(Cache(1).get('x', 7), 7)

                def test_replaced(self):
                    cache = Cache(2)
                    cache.put('a', 1)
                    cache.put('a', 2)
                    self.assertEqual(cache.get('a'), 2)
            """" + "\n",
            ["test_oldest_goes", "test_use_counts"],
            ["test_default", "test_replaced"]),
        new(
            "dates",
            "Counts days without the standard library.",
            """"
            DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


            def is_leap(year):
                return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


            def days_in_month(year, month):
                return 29 if month == 2 and is_leap(year) else DAYS[month - 1]


            def day_of_year(year, month, day):
                return sum(days_in_month(year, m) for m in range(1, month)) + day
            """" + "\n",
            " and (year % 100 != 0 or year % 400 == 0)",
            "",
            """"
            1900 is treated as a leap year.

            is_leap(1900) is True and day_of_year(1900, 3, 1) is 61; years that can be divided by 100 are leap years only when they can be divided by 400.
            """",
            """"
            import unittest

            from dates import day_of_year, days_in_month, is_leap


            class Tests(unittest.TestCase):
                def test_century(self):
                    self.assertFalse(is_leap(1900))
                    self.assertTrue(is_leap(2000))

                def test_day_of_century(self):
                    self.assertEqual(day_of_year(1900, 3, 1), 60)

                def test_february(self):
                    self.assertEqual(days_in_month(2024, 2), 29)
                    self.assertEqual(days_in_month(2023, 2), 28)

                def test_last_day(self):
                    self.assertEqual(day_of_year(2023, 12, 31), 365)
            """" + "\n",
            ["test_century", "test_day_of_century"],
            ["test_february", "test_last_day"]),
        new(
            "words",
            "Wraps text into lines.",
            """"
            def wrap(text, width):
                """Lines of at most width characters; a longer word has a line of its own."""
                lines, line = [], ''
                for word in text.split():
                    if line and len(line) + 1 + len(word) > width:
                        lines.append(line)
                        line = word
                    else:
                        line = f'{line} {word}' if line else word
                if line:
                    lines.append(line)
                return lines
            """" + "\n",
            "    if line:\n        lines.append(line)\n    return",
            "    return",
            """"
            The last line of a wrapped text is missing.

                >>> wrap("one two three", 7)
                ['one two']

            A text that fits into one line gives no line at all.
            """",
            """"
            import unittest

            from words import wrap


            class Tests(unittest.TestCase):
                def test_last_line(self):
                    self.assertEqual(wrap('one two three', 7), ['one two', 'three'])

                def test_one_line(self):
                    self.assertEqual(wrap('one', 10), ['one'])

                def test_empty(self):
                    self.assertEqual(wrap('  ', 5), [])

                def test_first_line(self):
                    self.assertEqual(wrap('one two three', 7)[0], 'one two')
            """" + "\n",
            ["test_last_line", "test_one_line"],
            ["test_empty", "test_first_line"]),
        new(
            "matrix",
            "Small dense matrices as lists of rows.",
            """"
            def transpose(rows):
                return [list(column) for column in zip(*rows)]


            def multiply(a, b):
                columns = transpose(b)
                return [[sum(x * y for x, y in zip(row, column)) for column in columns] for row in a]


            def power(a, n):
                result = [[int(i == j) for j in range(len(a))] for i in range(len(a))]
                while n > 0:
                    if n % 2 == 1:
                        result = multiply(result, a)
                    a = multiply(a, a)
                    n //= 2
                return result
            """" + "\n",
            "int(i == j)",
            "1",
            """"
            power(a, 0) is not the identity, and all other powers are wrong as well.

                >>> power([[1, 1], [1, 0]], 1)
                [[2, 1], [2, 1]]
            """",
            """"
            import unittest

            from matrix import multiply, power, transpose


            class Tests(unittest.TestCase):
                def test_zero(self):
                    self.assertEqual(power([[2, 3], [4, 5]], 0), [[1, 0], [0, 1]])

                def test_fibonacci(self):
                    self.assertEqual(power([[1, 1], [1, 0]], 10), [[89, 55], [55, 34]])

                def test_multiply(self):
                    self.assertEqual(multiply([[1, 2]], [[3], [4]]), [[11]])

                def test_transpose(self):
                    self.assertEqual(transpose([[1, 2, 3]]), [[1], [2], [3]])
            """" + "\n",
            ["test_zero", "test_fibonacci"],
            ["test_multiply", "test_transpose"]),
    ];
}
