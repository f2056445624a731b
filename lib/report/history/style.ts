import { BASE_STYLE } from '../html/base-style.ts';
import { LANE_STYLE } from '../html/lanes.ts';

/** The style sheet of the page over many runs: that of every page of figures, with a strip for each system and probe. */
export const STYLE = `${BASE_STYLE}${LANE_STYLE}body{max-width:92rem}
a{color:var(--link)}
h3{font-size:1rem;font-weight:650;margin:1.6rem 0 .6rem}
nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem}
.systems th:first-child,.probes th:first-child{white-space:nowrap}.told thead th:last-child{text-align:left}
.strip{width:45%;min-width:16rem;padding-right:.5rem}
td.strip{vertical-align:middle}
.lane{background-color:light-dark(#eeefef,#262c31);border-radius:3px;overflow:hidden;height:1.3rem}
.probes .lane{height:.9rem}
.lane i{bottom:0;background:var(--c)}
.lane .ok{height:35%}.lane .degraded{height:65%}.lane .failed,.lane .unknown{height:100%}
.lane .unknown{background:repeating-linear-gradient(45deg,var(--c) 0 3px,var(--b) 3px 6px)}
.keys{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;font-size:.875rem;margin:.2rem 0 .6rem}
.key::before{content:"";display:inline-block;width:1em;height:.7em;margin-right:.4em;border-radius:2px;background:var(--c)}
.key.none::before{background:light-dark(#eeefef,#262c31);border:1px solid var(--line)}
.key.unknown::before{background:repeating-linear-gradient(45deg,var(--c) 0 3px,var(--b) 3px 6px)}
td.degraded{color:var(--c)}
td.why{min-width:18rem;white-space:normal;overflow-wrap:anywhere}
summary .sign{margin-left:.3rem}
.tight td,.tight th{padding-left:.6rem;font-size:.8rem}
@media (max-width:40rem){.systems th:first-child,.probes th:first-child{white-space:normal}.strip{min-width:11rem}}
@media print{.systems th:first-child,.probes th:first-child{white-space:normal}.strip{min-width:0}td.why{min-width:0}.lane{border:1px solid var(--line)}
.systems td,.systems th{padding-left:.35rem;font-size:6.5pt}.systems .axis span{font-size:5.5pt}
.tight td,.tight th{font-size:5.5pt;padding-left:.2rem}.tight th:first-child{white-space:nowrap}.tight thead th+th{writing-mode:vertical-rl}}
`;
