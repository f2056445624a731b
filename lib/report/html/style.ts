import { COLORS } from './colors.ts';

/** The page's style sheet. */
export const STYLE = `${COLORS}*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main,header,footer{max-width:74rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.25rem}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:4px}
h1,h2,h3,p,ol,ul{margin:0;padding:0}
h1{font-size:clamp(1.5rem,3.4vw,2.1rem);line-height:1.25;font-weight:650;letter-spacing:-.01em;margin:.5rem 0 .6rem;max-width:52rem;text-wrap:balance}
h2{font-size:1.05rem;font-weight:650;margin:2.5rem 0 .8rem}
h3{font-size:1.15rem;font-weight:650}
code,pre,.id{font:.875em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.soft,.facts,footer{color:var(--soft)}
.facts{display:flex;flex-wrap:wrap;gap:.1rem 1.2rem;font-size:.925rem}
.badge{display:inline-block;color:var(--c);background:var(--b);border-radius:99px;padding:.05rem .7rem;font-weight:600;
font-size:.875rem;white-space:nowrap;print-color-adjust:exact}
h1 .badge{font-size:.95rem;padding:.2rem .9rem;display:table;margin-bottom:.6rem;letter-spacing:0}
.note{border-left:4px solid var(--c);background:var(--b);padding:.6rem 1rem;margin-top:1rem;border-radius:4px;overflow-wrap:anywhere}
.way{list-style:none;display:grid;grid-template-columns:repeat(8,minmax(0,1fr));gap:.6rem .7rem}
.way li{position:relative}
.way li:not(:nth-child(8n))::after{content:"";position:absolute;left:100%;top:50%;width:.7rem;border-top:2px solid var(--line)}
.way .tile{display:block;height:100%;padding:.45rem .45rem .5rem;background:var(--card);border:1px solid var(--line);
border-top:4px solid var(--c);border-radius:8px;text-decoration:none;color:inherit;print-color-adjust:exact}
.way .failed .tile,.way .unknown .tile,.way .degraded .tile{background:var(--b)}
.way a.tile:hover{border-color:var(--c)}
.way .step{display:block;font-size:.75rem;color:var(--soft)}
.way .name{display:block;font-weight:650;font-size:.875rem;line-height:1.35;overflow-wrap:anywhere}
.way .state{display:block;font-size:.82rem;color:var(--c);font-weight:600}
.way .none .tile{border-style:dashed;border-top-width:1px;padding-top:calc(.45rem + 3px);background:none}
.way .none span{font-weight:400;color:var(--soft)}
.card{background:var(--card);border:1px solid var(--line);border-left:5px solid var(--c);border-radius:8px;padding:1rem 1.25rem;margin-bottom:1rem;scroll-margin-top:1rem}
.card>p{margin-top:.7rem;font-size:.925rem}
.head{display:flex;flex-wrap:wrap;align-items:baseline;gap:.2rem .8rem}
.faults{list-style:none}
.faults>li{padding:.75rem 0 0;break-inside:avoid}
.faults>li+li{border-top:1px solid var(--line);margin-top:.75rem}
.faults .sign{color:var(--c);font-weight:700;display:inline-block;width:1.3em}
.reason{overflow-wrap:anywhere}
.faults .reason,.faults .more,.faults pre{margin-left:1.3em}
.more{font-size:.9rem;color:var(--soft);overflow-wrap:anywhere}
pre{background:var(--bg);border:1px solid var(--line);border-radius:6px;padding:.5rem .7rem;margin:.4rem 0;white-space:pre-wrap;overflow-wrap:anywhere}
.gauge{display:flex;align-items:center;flex-wrap:wrap;gap:.2rem .8rem;margin:.3rem 0 .3rem 1.3em;font-size:.9rem}
.bar{position:relative;flex:0 1 15rem;min-width:8rem;height:.6rem;border-radius:99px;background:var(--line);overflow:hidden;print-color-adjust:exact}
.bar i{position:absolute;inset:0 auto 0 0;background:var(--c)}
.bar b{position:absolute;top:0;bottom:0;width:2px;background:var(--ink)}
details{background:var(--card);border:1px solid var(--line);border-radius:8px;margin-bottom:.35rem}
summary{cursor:pointer;padding:.55rem 1rem;display:flex;flex-wrap:wrap;align-items:baseline;gap:.1rem .9rem}
summary::-webkit-details-marker{display:none}
summary::before{content:"▸";color:var(--soft)}
details[open]>summary::before{content:"▾"}
summary .name{font-weight:650;min-width:10.5rem}
summary .at{min-width:7rem}
.probes{overflow-x:auto;padding:0 1rem .6rem;scroll-margin-top:3.5rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;vertical-align:top;padding:.45rem .9rem .45rem 0;border-top:1px solid var(--line)}
thead th{border-top:0;color:var(--soft);font-weight:500;font-size:.8rem}
tbody th{font-weight:400}
td.n{white-space:nowrap}
td .badge{font-size:.8rem}
.split{display:flex;width:8rem;height:.45rem;border-radius:2px;overflow:hidden;background:var(--line);margin:.4rem 0 .15rem;print-color-adjust:exact}
.split i:nth-child(1){background:#8a94a0}.split i:nth-child(2){background:#c29a3b}.split i:nth-child(3){background:#9476c8}
.split i:nth-child(4){background:#3f86c9}.split i:nth-child(5){background:#4aa37a}
.parts{font-size:.76rem;color:var(--soft);white-space:nowrap}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip:focus{position:fixed;left:1rem;top:1rem;width:auto;height:auto;clip-path:none;background:var(--card);padding:.5rem 1rem;z-index:1}
footer{padding-top:1.5rem;padding-bottom:3rem;font-size:.875rem}
@media (max-width:62rem){.way{grid-template-columns:repeat(4,minmax(0,1fr))}.way li:nth-child(4n)::after{display:none}}
@media (max-width:40rem){.way{grid-template-columns:repeat(2,minmax(0,1fr));gap:.4rem .9rem}.way li:nth-child(2n)::after{display:none}.card{padding:.85rem .9rem}
thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
tr{display:block;border-top:1px solid var(--line);padding:.5rem 0}
th,td{display:block;border:0;padding:.1rem 0}td.n{white-space:normal}td:empty{display:none}.id{overflow-wrap:anywhere}}
@media print{@page{margin:14mm}
:root{--link:#000}body{font-size:10pt}header,main,footer{padding-left:0;padding-right:0;max-width:none}header{padding-top:0}
.way{grid-template-columns:repeat(8,minmax(0,1fr));gap:.4rem .5rem}.way li:nth-child(n)::after{display:none}.way .name{font-size:6.6pt}.way .step,.way .state{font-size:6.5pt}.way .tile{padding:.3rem}
.way li,tr,.gauge{break-inside:avoid}h2,h3,summary,.head{break-after:avoid}
details::details-content{content-visibility:visible;display:block;height:auto}summary::before{content:none}
a[href^=http]{overflow-wrap:anywhere}.skip{display:none}.probes{overflow:visible;padding-bottom:.2rem}
table{font-size:7.5pt}th,td{padding:.12rem .5rem .12rem 0}td .badge{font-size:7pt;padding:0 .4rem}.split,.parts,th br+.soft{display:none}td br{display:none}details{margin-bottom:.2rem}summary{padding:.25rem 1rem}.card{padding:.6rem 1rem}.reason .look{display:none}}
`;
