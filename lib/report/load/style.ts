import { BASE_STYLE } from '../html/base-style.ts';

/** The style sheet of the page of a load run: that of every page of figures, with charts. */
export const STYLE = `${BASE_STYLE}.huge{font-size:3.4rem;line-height:1.2;font-weight:700;color:var(--c)}
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
@media (max-width:40rem){text{font-size:17px}}
@media print{text{font-size:12px}.charts{grid-template-columns:1fr 1fr}}
`;
