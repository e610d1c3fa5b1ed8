import type { SVGProps } from 'react';

type GlyphProps = SVGProps<SVGSVGElement> & { size?: 12 | 14 | 16 | 20 };

/** Our own signs, drawn on the 24 px grid of the icon set: assistant, statuses, logo. */
function Glyph({ size = 16, className = '', children, ...rest }: GlyphProps) {
  return (
    <svg
      viewBox="0 0 24 24"
      aria-hidden="true"
      {...rest}
      className={`i${size === 16 ? '' : ` s${size}`} ${className}`.trim()}
    >
      {children}
    </svg>
  );
}

export function AiGlyph(props: GlyphProps) {
  return (
    <Glyph {...props}>
      <circle cx="12" cy="12" r="8.3" strokeDasharray="0.01 4.346" strokeWidth="2.5" />
      <circle cx="12" cy="12" r="2.3" fill="currentColor" stroke="none" />
    </Glyph>
  );
}

export function NewGlyph(props: GlyphProps) {
  return (
    <Glyph {...props}>
      <circle cx="12" cy="12" r="8" />
    </Glyph>
  );
}

export function OpenGlyph(props: GlyphProps) {
  return (
    <Glyph {...props}>
      <circle cx="12" cy="12" r="8" />
      <path d="M12 4a8 8 0 0 1 0 16z" fill="currentColor" stroke="none" />
    </Glyph>
  );
}

export function PendingGlyph(props: GlyphProps) {
  return (
    <Glyph {...props}>
      <circle cx="12" cy="12" r="8" />
      <path d="M10 9v6M14 9v6" />
    </Glyph>
  );
}

export function OnHoldGlyph(props: GlyphProps) {
  return (
    <Glyph {...props}>
      <circle cx="12" cy="12" r="8" />
      <path d="M12 8v4l2.6 1.6" />
    </Glyph>
  );
}

export function ResolvedGlyph(props: GlyphProps) {
  return (
    <Glyph {...props}>
      <circle cx="12" cy="12" r="8.5" />
      <path d="m8.2 12.3 2.6 2.6 5-5.3" />
    </Glyph>
  );
}

export function ClosedGlyph(props: GlyphProps) {
  return (
    <Glyph {...props}>
      <circle cx="12" cy="12" r="8.5" fill="currentColor" />
      <path d="m8.2 12.3 2.6 2.6 5-5.3" stroke="var(--bg-surface)" />
    </Glyph>
  );
}

export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 24 24" aria-hidden="true">
      <path
        d="M18.6 7.2A8.2 8.2 0 1 0 18.6 16.8"
        fill="none"
        stroke="currentColor"
        strokeWidth="3.2"
        strokeLinecap="round"
      />
      <circle cx="17.8" cy="12" r="2.3" fill="currentColor" />
    </svg>
  );
}
