import { BASE_STYLE } from '../html/base-style.ts';
import { LANE_STYLE } from '../html/lanes.ts';

/** The style sheet of the page of a trace run: that of every page of figures, with distributions and ways. */
export const STYLE = `${BASE_STYLE}${LANE_STYLE}body{max-width:92rem}
a{color:var(--link)}
h3{font-size:.95rem;font-weight:650;margin:.6rem 0 .2rem}
th,td{padding-left:.75rem}
td.degraded,.slower,.lost{color:var(--c)}
.lost{display:block}
.g-pr{--g:light-dark(#8763c5,#b39ae6)}.g-build{--g:light-dark(#2f74bf,#6fabea)}.g-update{--g:light-dark(#1c9089,#4fc4bb)}.g-sign{--g:light-dark(#c18a12,#e0b04b)}
.g-ci{--g:light-dark(#5c9130,#92c662)}.g-gate{--g:light-dark(#b44d92,#e48cc5)}.g-push{--g:light-dark(#66788c,#98a9bb)}
.keys{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;font-size:.875rem;margin-bottom:.5rem}
.key::before{content:"";display:inline-block;width:1.3em;height:.55em;margin-right:.4em;border-radius:2px;background:var(--g,var(--soft))}
.key.tail::before{height:2px;vertical-align:.25em}
.key.usual::before,.key.warn::before,.key.limit::before{width:3px;height:1em;vertical-align:-.15em;background:var(--k)}
.usual{--k:light-dark(#5b4fa3,#b8aef5)}.warn{--k:light-dark(#d39a2e,#b98a34)}.limit{--k:light-dark(#d0363f,#ff8d85)}
svg{display:block;width:14rem}
text{fill:var(--soft);font-size:10.5px}
path{fill:none;stroke:var(--k,var(--line))}
path.grid{stroke:var(--line)}path.spread{stroke:var(--g);stroke-width:8}path.tail{stroke:var(--g);stroke-width:2}
path.usual{stroke-width:2.5}path.warn,path.limit{stroke-width:2}
.told{display:block;margin-left:1.2em;font-size:.85rem;color:var(--soft);min-width:17rem}
.nvr{overflow-wrap:anywhere}
td .nvr{display:inline-block;max-width:7.5rem;overflow:hidden;text-overflow:ellipsis;vertical-align:top;line-height:1.65;font-size:.85rem}
.ways table{table-layout:fixed}
.ways th,.ways td{padding:.2rem 0 .2rem .9rem;vertical-align:middle;white-space:normal}
.ways th:first-child{width:19rem;padding-left:0}.ways th:last-child{width:17rem}
.ways .row{padding-top:1rem;border:0;font-weight:650}
.alias{display:block;font-size:.78rem;color:var(--soft);line-height:1.2}
.alias a{color:inherit}
.ways .stand,.ways thead th:last-child{padding-left:2rem}
.stand{text-align:left;font-size:.85rem;line-height:1.3}
.ways thead th:last-child{text-align:left}
.lane b{top:.42rem;height:1px;background:var(--soft);opacity:.6}
.lane i{top:.12rem;height:.65rem;min-width:3px;border-radius:2px;border-right:1px solid var(--card);background:var(--g)}
.lane .g-ci,.lane .g-gate{top:.9rem;height:.4rem}
.lane .waiting,.waiting::before{background:repeating-linear-gradient(115deg,var(--g,var(--soft)) 0 3px,transparent 3px 6px)}
.lane .stuck{min-width:7px}.lane .stuck,.stuck::before{background:light-dark(#c9252f,#ff7d75)}
.answers{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:1rem}
article{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.6rem 1rem .8rem;break-inside:avoid}
article table{margin-top:.5rem}
article details{border:0;padding:0;margin-top:.4rem}
article td{white-space:normal}
.card ul{padding-left:2.2rem}
.card li::marker{color:var(--c)}
@media screen and (max-width:52rem){.ways table,.ways tbody,.ways tr{display:block}.ways thead,.ways .stand,.ways th,.ways td{display:block;border:0;padding:0}.ways thead th:first-child,.ways thead th:last-child{display:none}.ways thead tr{border:0}.ways tr{border-top:1px solid var(--line);padding:.4rem 0}.ways th:first-child{width:auto}.alias{display:inline;margin-left:.6rem}.lane{margin:.2rem 0}}
@media print{body{max-width:none}.moments{display:none}svg{width:8rem}.told{min-width:9rem;font-size:7pt}h1{font-size:16pt}.stages .scroll{padding:.4rem}.ways .row{padding-top:.4rem}.ways th:first-child{width:14rem}.ways th:last-child{width:11rem}.stand,.alias,td .nvr{font-size:7pt}.lane{height:1.5rem}.ways th,.ways td{padding-top:.05rem;padding-bottom:.05rem}}
`;
