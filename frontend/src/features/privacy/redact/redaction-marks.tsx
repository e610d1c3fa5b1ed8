import EyeOff from 'lucide-react/icons/eye-off';
import { useTranslation } from 'react-i18next';

import type { Entry } from '@/shared/api';
import { absoluteTime } from '@/shared/lib/dates';
import { Icon } from '@/shared/ui';

type Mark = Entry['redactions'][number];

/** Who took something out of an entry, when and why; never what it was. */
export function RedactionMarks({ entry }: { entry: Entry }) {
  if (entry.redactions.length === 0) return null;
  return entry.redactions.map((mark, at) => <MarkLine key={`${mark.at}:${at}`} mark={mark} />);
}

function MarkLine({ mark }: { mark: Mark }) {
  const { t, i18n } = useTranslation('privacy');
  const when = absoluteTime(mark.at, i18n.language);
  const kinds = new Intl.ListFormat(i18n.language).format(mark.kinds.map((kind) => t(`kinds.${kind}`)));
  return (
    <span className="after t2">
      <Icon icon={EyeOff} size={14} />
      <span dir="auto">
        {mark.what === 'arrival'
          ? t('marks.arrival', { kinds })
          : t(`marks.${mark.what}`, { who: mark.by, when, why: mark.reason })}
      </span>
    </span>
  );
}
