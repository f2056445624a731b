/** The windows and the category of the load's searches: what is found in them is what the calls ask for. */
export const HOUR_S = 3600;
export const DAY_S = 86_400;
export const LOAD_CATEGORY = 'buildsys';
