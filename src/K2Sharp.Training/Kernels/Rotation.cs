using System.Runtime.Intrinsics;

namespace K2Sharp.Training.Kernels;

/// <summary>Rotates neighbouring pairs of values, as complex numbers times turns (RoFormer, arXiv:2104.09864, in the layout of the published checkpoints).</summary>
internal static unsafe class Rotation
{
    private const int Lanes = 16;
    private static readonly Vector512<float> s_conjugate = Vector512.Create(0x8000_0000_0000_0000UL).AsSingle();

    /// <summary>to = from * turn; they may be the same.</summary>
    /// <param name="from">n values.</param>
    /// <param name="turns">n values: cosine and sine of each pair.</param>
    /// <param name="to">n values.</param>
    /// <param name="n">Even.</param>
    public static void Forth(float* from, float* turns, float* to, int n) => Turn(from, turns, to, n, Vector512<float>.Zero, 1);

    /// <summary>The gradient's way: to = from * conjugate of turn.</summary>
    public static void Back(float* from, float* turns, float* to, int n) => Turn(from, turns, to, n, s_conjugate, -1);

    private static void Turn(float* from, float* turns, float* to, int n, Vector512<float> flip, float sign)
    {
        int i = 0;
        for (; i <= n - Lanes; i += Lanes)
        {
            Vector512<float> x = Vector512.Load(from + i);
            Vector512<float> turn = Vector512.Load(turns + i) ^ flip;
            Vector512<float> cosine = Vector512.Shuffle(turn, Vector512.Create(0, 0, 2, 2, 4, 4, 6, 6, 8, 8, 10, 10, 12, 12, 14, 14));
            Vector512<float> sine = Vector512.Shuffle(turn, Vector512.Create(1, 1, 3, 3, 5, 5, 7, 7, 9, 9, 11, 11, 13, 13, 15, 15));
            Vector512<float> other = Vector512.Shuffle(x, Vector512.Create(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));

            // The first of a pair takes the second's product off.
            sine ^= Vector512.Create(0x0000_0000_8000_0000UL).AsSingle();
            ((x * cosine) + (other * sine)).Store(to + i);
        }

        for (; i < n; i += 2)
        {
            float sine = turns[i + 1] * sign;
            float first = (from[i] * turns[i]) - (from[i + 1] * sine);
            float second = (from[i] * sine) + (from[i + 1] * turns[i]);
            to[i] = first;
            to[i + 1] = second;
        }
    }
}
