/** How much of something is used or done, from 0 to 1, as a bar. The words beside it say the same. */
export function Meter({ share, isWarning = false }: { share: number; isWarning?: boolean }) {
  return (
    <span className={isWarning ? 'meter warn' : 'meter'} aria-hidden="true">
      <i style={{ inlineSize: `${Math.round(Math.min(Math.max(share, 0), 1) * 100)}%` }} />
    </span>
  );
}
