// Durations and how long ago something was, in the words of a language.
import type { CardView } from "./card-view.ts";

/**
 * Seconds in words; from a minute on they are rounded and say so, from an hour and a half on they
 * are hours.
 */
export function duration(seconds: number, { lang, about }: CardView): string {
  const isShort = seconds < 60;
  const isLong = seconds >= 5400;
  const whole = isLong ? { unit: "hour", size: 3600 } : { unit: "minute", size: 60 };
  const words = new Intl.NumberFormat(lang, {
    style: "unit",
    unit: isShort ? "second" : whole.unit,
    unitDisplay: "long",
    maximumFractionDigits: 0,
  }).format(isShort ? seconds : seconds / whole.size);
  return isShort ? words : about.replace("{n}", words);
}

/** How long ago something was, in steps of ten seconds. */
export function timeSince(at: number, { lang, just_now: justNow }: CardView): string {
  const seconds = (at - Date.now()) / 1000;
  const tens = Math.ceil(seconds / 10) * 10;
  if (tens >= 0) return justNow;
  const format = new Intl.RelativeTimeFormat(lang, { style: "short" });
  return tens > -60
    ? format.format(tens, "second")
    : format.format(Math.round(seconds / 60), "minute");
}
