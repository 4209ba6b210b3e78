/** What starts isolint: the setting, else the chosen interpreter, else whatever the search path has. */
export function chosenCommand(setting: string[], interpreter: string | undefined): [string, ...string[]] {
  const [program, ...rest] = setting;
  if (program !== undefined) {
    return [program, ...rest];
  }
  return interpreter === undefined ? ["isolint"] : [interpreter, "-m", "isolint"];
}
