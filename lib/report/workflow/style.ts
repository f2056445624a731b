import { BASE_STYLE } from '../html/base-style.ts';
import { LANE_STYLE } from '../html/lanes.ts';

/** The style sheet of the page of a workflow run: that of every page of figures, with the steps on one axis. */
export const STYLE = `${BASE_STYLE}${LANE_STYLE}body{max-width:92rem}
a{color:var(--link)}
pre{font-size:.85rem;margin:.4rem 0;white-space:pre-wrap;overflow-wrap:anywhere}
.warn{--k:light-dark(#d39a2e,#b98a34)}.limit{--k:light-dark(#d0363f,#ff8d85)}
.keys{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;font-size:.875rem;margin-bottom:.5rem}
.key::before{content:"";display:inline-block;width:1.3em;height:.55em;margin-right:.4em;border-radius:2px;background:light-dark(#17703f,#6fcf97)}
.key.rest::before{height:1px;vertical-align:.25em;background:var(--soft)}
.key.warn::before,.key.limit::before{width:3px;height:1em;vertical-align:-.15em;background:var(--k)}
.things th,.things thead th{text-align:left}.things thead th+th{padding-left:.9rem}
td.why{overflow-wrap:anywhere}
strong{color:var(--c)}
.way table{table-layout:fixed}
.way th:first-child{width:20rem}.way th:nth-child(3){width:8.5rem}.way th:last-child{width:25rem}
.way td.why{font-size:.85rem;padding-left:1.4rem}
.way thead th{vertical-align:bottom}.way th.why{padding-left:1.4rem}
.way .axis span:first-child{transform:none}
.no{display:inline-block;width:1.7em;color:var(--soft)}
.way tbody th{padding-left:2.9em;text-indent:-2.9em}
.way tbody th *{text-indent:0}
.at{display:block;font-size:.78rem;line-height:1.2;color:var(--soft)}
.lane{height:1.6rem}
.lane i{top:.3rem;height:1rem;min-width:3px;border-radius:2px;background:var(--c)}
.lane .rest{top:.78rem;height:1px;background:var(--soft);opacity:.6}
.lane .warn,.lane .limit{top:.1rem;height:1.4rem;width:3px;background:var(--k)}
.gauge{display:block;position:relative;height:.3rem;margin-top:.15rem;border-radius:9px;background:var(--line)}
.gauge i,.gauge b{position:absolute;left:0;height:100%;border-radius:9px;background:var(--c);min-width:2px}
.gauge b{top:-.1rem;height:.5rem;width:2px;border-radius:0;background:var(--k)}
@media screen and (max-width:66rem){.way table,.way thead,.way tbody,.way tr{display:block}.way thead th,.way td:empty{display:none}.way th,.way td,.way thead th:nth-child(2){display:block;border:0;padding:0}.way thead tr{border:0}.way tr{border-top:1px solid var(--line);padding:.45rem 0}.way th:first-child,.way th:last-child{width:auto}.way td.took{text-align:left}.way td.why{padding-left:0}.gauge{max-width:9rem}}
@media print{body{max-width:none}h1{font-size:16pt}.figures{display:none}.way th:first-child{width:11rem}.way th:nth-child(3){width:6.3rem}.way th:last-child{width:12rem}.way th,.way td{padding-top:.1rem;padding-bottom:.1rem}.way td.why,.at,.axis span,.key{font-size:7pt}.lane{height:1.2rem}.lane i{top:.2rem;height:.8rem}.lane .rest{top:.6rem}.lane .warn,.lane .limit{top:.05rem;height:1.1rem;width:2px}}
`;
