/* The names of a row's elements, as those of another row of the part. */
export function renumber(names, part, from, to) {
  const ofPart = new RegExp(`^((?:id_)?${part}-)${from}(?=-|$)`);
  const ofHead = new RegExp(`^(r\\d+-)${from}$`);
  return names.split(" ").map((name) => name.replace(ofPart, `$1${to}`).replace(ofHead, `$1${to}`)).join(" ");
}
