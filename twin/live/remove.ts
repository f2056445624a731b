/** Takes items out of a list that others hold. */
export function remove<T>(list: T[], goes: (item: T) => boolean): void {
  list.splice(0, list.length, ...list.filter((item) => !goes(item)));
}
