// The ways the pages are looked at.

export const LANGUAGES = [
  { language: "en", locale: "en-GB" },
  { language: "ko", locale: "ko-KR" },
] as const;

export const THEMES = ["light", "dark"] as const;

export const SIZES = [
  { size: "desktop", viewport: { width: 1120, height: 760 } },
  { size: "phone", viewport: { width: 390, height: 844 } },
  { size: "narrow", viewport: { width: 320, height: 640 } },
] as const;
