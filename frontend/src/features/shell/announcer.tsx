import { useEffect, useState } from 'react';
import { onAnnouncement, type Urgency } from '@/shared/ui';

/** The two live regions that `announce` speaks through. */
export function Announcer() {
  const [texts, setTexts] = useState<Record<Urgency, string>>({ polite: '', assertive: '' });
  useEffect(
    () =>
      onAnnouncement((text, urgency) => {
        // A no-break space makes the same text new, so that it is spoken again.
        setTexts((old) => ({ ...old, [urgency]: old[urgency] === text ? `${text}\u00a0` : text }));
      }),
    [],
  );
  return (
    <>
      <div className="vh" role="status" aria-live="polite">
        {texts.polite}
      </div>
      <div className="vh" role="alert" aria-live="assertive">
        {texts.assertive}
      </div>
    </>
  );
}
