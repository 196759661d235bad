namespace K2Sharp.Training.Reporting;

/// <summary>The page's style sheet. The colours of curves are Okabe and Ito's, which the colour-blind can tell apart, adjusted for contrast.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root { --paper: #fbfbf9; --card: #ffffff; --ink: #22272e; --soft: #5c6670; --line: #e3e5e3; --band: #f0f3f4; --ghost: #d5d9dc;
          --c1: #0068a6; --c2: #c9540a; --c3: #00805e; --c4: #a8558a; --c5: #9a6b00; --c6: #2f8fc4; --c7: #58616b; --c8: #7a4fc0;
          --h0: #2c6ca4; --h1: #7db0d6; --h2: #cadfed; --h3: #efefea; --h4: #f6d5ab; --h5: #e79a4d; --h6: #b05606; }
        @media (prefers-color-scheme: dark) {
          :root { --paper: #15181c; --card: #1c2025; --ink: #e4e7ea; --soft: #9aa4ae; --line: #31373e; --band: #252b31; --ghost: #3d444c;
            --c1: #5fb4ee; --c2: #f28a4b; --c3: #3fc79d; --c4: #dc8fc0; --c5: #e0b044; --c6: #8fd0f5; --c7: #a9b2bb; --c8: #b79af0;
            --h0: #63b1ec; --h1: #3f79a8; --h2: #2e4a60; --h3: #2a2e33; --h4: #5b4526; --h5: #a9712c; --h6: #f2a444; }
        }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 24px 20px 60px; max-width: 1180px; background: var(--paper); color: var(--ink);
          font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
        h1 { font-size: 26px; font-weight: 600; margin: 0 0 14px; overflow-wrap: anywhere; }
        h2 { font-size: 19px; font-weight: 600; margin: 40px 0 2px; }
        header p { margin: 6px 0; color: var(--soft); font-size: 14px; overflow-wrap: anywhere; }
        .lead { margin: 0 0 12px; color: var(--soft); font-size: 14px; }
        .warning { color: var(--c2); }
        code { font: 13px ui-monospace, "DejaVu Sans Mono", monospace; color: var(--ink); }
        dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(138px, 1fr)); gap: 10px; margin: 0 0 12px; }
        dl div { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 8px 12px; }
        dt { font-size: 12px; color: var(--soft); }
        dd { margin: 0; font-size: 19px; font-variant-numeric: tabular-nums; }
        dd small { display: block; font-size: 12px; color: var(--soft); }
        .grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 16px; align-items: start; }
        .many { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(46%, 210px), 1fr)); gap: 12px; }
        .one { grid-column: 1 / -1; }
        figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px 6px; min-width: 0; }
        .grid > figure:only-child { max-width: 620px; }
        figcaption { font-size: 14px; line-height: 1.35; margin-bottom: 4px; }
        figcaption b { font-weight: 600; }
        figcaption span { color: var(--soft); }
        .small { padding: 8px 8px 2px; }
        .small figcaption { font-size: 13px; overflow-wrap: anywhere; }
        svg { display: block; width: 100%; height: auto; overflow: visible; }
        svg text { font-size: 11.5px; fill: var(--soft); font-variant-numeric: tabular-nums; }
        .small svg text { font-size: 12px; }
        .end { text-anchor: end; } .middle, .phase { text-anchor: middle; }
        .grid line, line.grid { stroke: var(--line); stroke-width: 1; }
        line.axis { stroke: var(--soft); stroke-width: 1; }
        line.reference { stroke: var(--ink); stroke-width: 1.2; stroke-dasharray: 5 4; }
        .band { fill: var(--band); }
        .curve { fill: none; stroke-width: 1.9; stroke-linejoin: round; stroke-linecap: round; }
        .curve.raw { stroke: var(--c1); stroke-width: 0.7; opacity: 0.4; }
        .curve.raw2 { stroke: var(--c2); stroke-width: 0.7; opacity: 0.4; }
        .curve.ghost { stroke: var(--ghost); stroke-width: 1; }
        .dot { stroke: var(--card); stroke-width: 0.8; }
        .event { fill: var(--card); stroke: var(--c2); stroke-width: 1.4; }
        .whisker { stroke: var(--ink); stroke-width: 1.2; fill: none; }
        .bar { opacity: 0.82; }
        .curve.s1 { stroke: var(--c1); } .curve.s2 { stroke: var(--c2); } .curve.s3 { stroke: var(--c3); } .curve.s4 { stroke: var(--c4); }
        .curve.s5 { stroke: var(--c5); } .curve.s6 { stroke: var(--c6); } .curve.s7 { stroke: var(--c7); } .curve.s8 { stroke: var(--c8); }
        .dot.s1, .bar.s1, svg text.s1 { fill: var(--c1); } .dot.s2, .bar.s2, svg text.s2 { fill: var(--c2); }
        .dot.s3, .bar.s3, svg text.s3 { fill: var(--c3); } .dot.s4, .bar.s4, svg text.s4 { fill: var(--c4); }
        .dot.s5, .bar.s5, svg text.s5 { fill: var(--c5); } .dot.s6, .bar.s6, svg text.s6 { fill: var(--c6); }
        .dot.s7, .bar.s7, svg text.s7 { fill: var(--c7); } .dot.s8, .bar.s8, svg text.s8 { fill: var(--c8); }
        svg text.name { font-weight: 600; }
        .h0 { fill: var(--h0); } .h1 { fill: var(--h1); } .h2 { fill: var(--h2); } .h3 { fill: var(--h3); }
        .h4 { fill: var(--h4); } .h5 { fill: var(--h5); } .h6 { fill: var(--h6); }
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 14px; margin: 4px 0; padding: 0; font-size: 13px; color: var(--soft); }
        .legend li { display: flex; align-items: center; gap: 5px; }
        .legend svg { width: 12px; height: 12px; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; font-size: 14px; background: var(--card); }
        th, td { text-align: left; padding: 5px 14px 5px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
        th { font-weight: 600; color: var(--soft); }
        .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        td small { display: block; font-size: 11.5px; color: var(--soft); }
        td small.down { color: var(--c2); }
        tfoot td { color: var(--soft); font-size: 13px; border: 0; }
        @media (max-width: 620px) {
          body { padding: 16px 12px 40px; }
          svg text { font-size: 14px; }
          .small svg text { font-size: 17px; }
          dl { grid-template-columns: repeat(auto-fill, minmax(104px, 1fr)); gap: 8px; }
          dd { font-size: 16px; }
        }

        """;
}
