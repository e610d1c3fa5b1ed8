import Megaphone from 'lucide-react/icons/megaphone';
import { useTranslation } from 'react-i18next';

import { Button, Icon } from '@/shared/ui';

import { isUnderWay } from './use-told';
import type { Telling } from './use-telling';

/** A reply on its way to the incidents, above the composer: how far it is, and the way back before it leaves. */
export function TellingStrip({ telling }: { telling: Telling }) {
  const { t } = useTranslation('ticket');
  return telling.rows.filter(isUnderWay).map((row) => {
    const { waiting, sent, held, failed } = row.counts;
    const all = waiting + sent + held + failed;
    return (
      <div key={row.id} className="strip" role="group" aria-label={t('tell.strip')}>
        <Icon icon={Megaphone} size={14} />
        <b className="ell">
          {row.state === 'waiting'
            ? t('tell.waiting', { name: row.author.name, count: all })
            : t('tell.sending', { name: row.author.name, done: all - waiting, all })}
        </b>
        <span className="sp" />
        {row.is_mine && row.state === 'waiting' && (
          <Button size="sm" onClick={() => void telling.takeBack(row)}>
            {t('later.cancel')}
          </Button>
        )}
      </div>
    );
  });
}
