// The ways the pages are looked at.

import { type BrowserContextOptions } from "@playwright/test";

export interface Variant {
  readonly name: string;
  readonly options: BrowserContextOptions;
}

const SIZES = [
  ["desktop", { viewport: { width: 1120, height: 760 } }],
  ["phone", { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 }],
  ["narrow", { viewport: { width: 320, height: 640 }, deviceScaleFactor: 2 }],
] as const;

const LANGUAGES = [
  ["en", "en-GB"],
  ["ko", "ko-KR"],
] as const;

/** Every size, theme and language together. */
export const VARIANTS: readonly Variant[] = SIZES.flatMap(([size, options]) =>
  (["light", "dark"] as const).flatMap((colorScheme) =>
    LANGUAGES.map(([language, locale]) => ({
      name: `${size}-${colorScheme}-${language}`,
      options: { ...options, colorScheme, locale },
    })),
  ),
);
