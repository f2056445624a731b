/**
 * The colours of every page, as variables: each in light and in dark, and on paper always in light. Classes named
 * after verdicts set the variables `--c` and `--b` of what they are on.
 */
export const COLORS = `
:root{color-scheme:light dark;--bg:light-dark(#f7f7f5,#14181b);--card:light-dark(#fff,#1c2125);--ink:light-dark(#1d2328,#e3e7ea);
--soft:light-dark(#5a646d,#9da8b1);--line:light-dark(#dddfdd,#333b41);--link:light-dark(#0b5cad,#7fb8f2)}
.ok{--c:light-dark(#17703f,#6fcf97);--b:light-dark(#e8f4ec,#17301f)}
.degraded{--c:light-dark(#875500,#e5b45c);--b:light-dark(#fbf0d9,#352a12)}
.failed{--c:light-dark(#b3202c,#ff8d85);--b:light-dark(#fce9e8,#3b1c1d)}
.unknown,.note{--c:light-dark(#5b4fa3,#b8aef5);--b:light-dark(#eeebf9,#28233f)}
.skipped,.none{--c:var(--soft);--b:light-dark(#eeefef,#262c31)}
@media print{:root{color-scheme:light;--bg:#fff;--ink:#000;--soft:#444;--line:#ccc}}
`;
