import { useRef, type KeyboardEvent, type PointerEvent } from 'react';

export interface ResizeHandleProps {
  label: string;
  width: number;
  min: number;
  max: number;
  /** Restored by a double click. */
  initial: number;
  /** Which side of the handle the resized pane is on. */
  pane: 'start' | 'end';
  onChange: (width: number) => void;
  className?: string;
}

const STEP = 16;

/** The divider of two panes, for the pointer and for arrow keys. */
export function ResizeHandle({ label, width, min, max, initial, pane, onChange, className = '' }: ResizeHandleProps) {
  const drag = useRef<{ x: number; width: number } | null>(null);
  const clamp = (value: number): number => Math.round(Math.min(max, Math.max(min, value)));
  const direction = (): number =>
    (document.documentElement.dir === 'rtl' ? -1 : 1) * (pane === 'start' ? 1 : -1);

  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Record<string, number> = {
      ArrowLeft: width - STEP * direction(),
      ArrowRight: width + STEP * direction(),
      Home: min,
      End: max,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(clamp(next));
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, width };
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (drag.current) onChange(clamp(drag.current.width + (event.clientX - drag.current.x) * direction()));
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a separator with a value is a widget (WAI-ARIA window splitter), though the rule knows only the static one
    <div
      className={`splitter ${className}`.trim()}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={min}
      aria-valuemax={max}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => (drag.current = null)}
      onPointerCancel={() => (drag.current = null)}
      onDoubleClick={() => onChange(initial)}
    />
  );
}
