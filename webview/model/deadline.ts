/** Milliseconds left as `11:42`, `2:03:00` or days; never below zero. */
export function countdown(left: number): { readonly days: number; readonly clock: string } {
  const seconds = Math.max(0, Math.ceil(left / 1000));
  const days = Math.floor(seconds / 86_400);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  return { days, clock: days > 0 || hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}` };
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
