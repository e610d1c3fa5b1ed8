import type { Entry } from '@/shared/api';

import { mailOf } from './payload';

/** What the channel has to say about a mail, such as a part that it could not read. */
export function MailNote({ entry }: { entry: Entry }) {
  const note = mailOf(entry)?.note;
  if (!note) return null;
  return (
    <p className="after t2" dir="auto">
      {note}
    </p>
  );
}
