import { COLORS } from '../html/colors.ts';

/** The style sheet of the page of a load run: the look of the page of probes, with charts. */
export const STYLE = `${COLORS}*{box-sizing:border-box;margin:0;print-color-adjust:exact}
body{max-width:76rem;margin:auto;padding:2rem 1.25rem;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
:focus-visible{outline:3px solid var(--link)}
h1{font-size:1.9rem;line-height:1.25;font-weight:650;margin:.5rem 0;max-width:56rem;text-wrap:balance}
h2{font-size:1.05rem;font-weight:650;margin:2rem 0 .8rem}
.card h2{margin:0 0 .4rem}
.soft,footer,thead,.row{color:var(--soft)}
footer{margin-top:1.5rem;font-size:.875rem}
.badge{display:table;color:var(--c);background:var(--b);border-radius:99px;padding:.2rem .9rem;margin-bottom:.6rem;font-size:.95rem}
.card,.note,figure,details,.scroll{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.8rem 1rem}
.card,figure,tr{break-inside:avoid}
.card,.note{border-left:5px solid var(--c);margin-top:1rem;overflow-wrap:anywhere}
.huge{font-size:3.4rem;line-height:1.2;font-weight:700;color:var(--c)}
.bar{display:block;position:relative;height:.3rem;margin:.2rem 0;border-radius:9px;background:var(--line);overflow:hidden}
td .bar{margin:0}
.bar i,.bar b{position:absolute;left:0;height:100%;background:var(--c)}
.bar b{width:3px;background:var(--card)}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:1rem}
figure+figure{margin-top:1rem}
svg{width:100%;margin-top:.3rem}
text{fill:var(--soft);font-size:12px}
.thin{--s:var(--soft)}.thick{--s:var(--link);--w:2.5px}.dashed{--s:light-dark(#5b4fa3,#b8aef5);--d:5 4;--k:dashed}.bad{--s:light-dark(#b3202c,#ff8d85);--w:2px}.mark{--s:light-dark(#17703f,#6fcf97)}
path{fill:none;stroke:var(--s,var(--line));stroke-width:var(--w,1.5px);stroke-dasharray:var(--d);stroke-linecap:round;stroke-linejoin:round}
.key{margin-left:.9rem;font-size:.875rem;white-space:nowrap}
.key::before{content:"";display:inline-block;width:1.4em;margin-right:.4em;vertical-align:.28em;border-top:var(--w,1.5px) var(--k,solid) var(--s)}
.scroll{overflow-x:auto}
summary{cursor:pointer}
details{margin-top:.8rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:right;vertical-align:top;padding:.3rem 0 .3rem .9rem;border-top:1px solid var(--line);white-space:nowrap;font-weight:400;font-variant-numeric:tabular-nums}
thead th{border:0}
th:first-child,.why{text-align:left;padding-left:0;white-space:normal}
.why{padding-left:.9rem}
.sign,td.failed,td.unknown{color:var(--c);font-weight:650}
.sign{display:inline-block;width:1.2em}
.hidden{position:absolute;clip-path:inset(50%);white-space:nowrap}
@media (max-width:40rem){h1{font-size:1.5rem}text{font-size:17px}}
@media print{body{padding:0;font-size:10pt}table{font-size:8pt}text{font-size:12px}.charts{grid-template-columns:1fr 1fr}.scroll{overflow:visible}details::details-content{content-visibility:visible;display:block}}
`;
