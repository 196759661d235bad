namespace K2Sharp.Agents.Export;

/// <summary>The look of a run's page; light or dark as the reader's system is.</summary>
internal static class HtmlStyle
{
    public const string Text = """
        :root{color-scheme:light dark;--ink:#1d2129;--soft:#667;--line:#d9dce3;--back:#fbfbfc;--card:#fff;--mark:#2f6fde;--cached:#8fb4f5}
        @media(prefers-color-scheme:dark){:root{--ink:#e4e6ea;--soft:#9aa0ad;--line:#343943;--back:#16181d;--card:#1e2128;--mark:#7aa8ff;--cached:#3c5f9e}}
        *{box-sizing:border-box}body{margin:0;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
        header,main{max-width:60rem;margin:0 auto;padding:1.5rem}h1{font-size:1.4rem;margin:.2rem 0 .8rem;white-space:pre-wrap;overflow-wrap:anywhere}
        h2{font-size:1rem;margin:0 0 .5rem}h3{font-size:.85rem;margin:0 0 .4rem;display:flex;justify-content:space-between;color:var(--soft);font-weight:600}
        h3 a{color:inherit;text-decoration:none}h3 span{font-weight:400}.run,.reason,figcaption,.facts{color:var(--soft);font-size:.85rem;margin:.2rem 0}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:.4rem 0;font:.85rem/1.5 ui-monospace,monospace;max-height:40rem;overflow:auto}
        article,.answer,.note{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.8rem 1rem;margin:.7rem 0}
        .answer{border-left:4px solid var(--mark)}.note{font-size:.9rem;color:var(--soft)}.content{font-family:inherit;font-size:1rem}
        summary{cursor:pointer;overflow-wrap:anywhere}.thought{color:var(--soft);font-style:italic}.thought pre{font-style:normal}
        .call{border-top:1px solid var(--line);padding:.35rem 0}code{font:.85rem ui-monospace,monospace;color:var(--soft)}
        .call i{color:#c2410c}.result{border-left:3px solid var(--line);padding-left:.8rem}
        .chip{display:inline-block;padding:.05rem .6rem;border-radius:1rem;background:#8884;color:var(--ink);font-weight:600}
        .chip.completed{background:#1f9d5540}.chip.budget{background:#d9920055}.chip.stopped,.chip.failed{background:#d63b3b45}
        figure{margin:1rem 0 0}svg{width:100%;height:5rem;display:block}rect.input{fill:var(--cached)}rect.cached{fill:var(--mark)}
        """;
}
