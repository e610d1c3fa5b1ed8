import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SettingsLink } from '@/shared/slots';
import { Button, Confirm, FormSection, toast, useReasonOf } from '@/shared/ui';
import { brandsApi, held, type BrandInFull } from './api';

type Act = 'makeDefault' | 'archive' | 'restore';

/** Whether the brand is the default one, and taking it out of use: each acts at once. */
export function UseSection({ brand, onChanged }: { brand: BrandInFull; onChanged: (row: BrandInFull) => void }) {
  const { t } = useTranslation('brands');
  const reasonOf = useReasonOf();
  const [isAsking, setAsking] = useState(false);
  const { name } = brand;
  const act = useMutation({
    mutationFn: (what: Act) => brandsApi[what](brand.id),
    onSuccess: (row, what) => {
      onChanged(row);
      toast(t(`use.done.${what}`, { name }));
    },
    onSettled: () => setAsking(false),
  });
  const busy = act.isPending ? act.variables : null;
  const mailboxes = held(brand, 'mailboxes');
  const why = brand.is_default ? t('use.isDefault') : mailboxes > 0 ? t('use.hasMailbox', { count: mailboxes }) : null;
  return (
    <FormSection title={t('part.use')} hint={t('use.hint')}>
      <p>{t(brand.is_default ? 'use.defaultHint' : 'use.notDefaultHint')}</p>
      {brand.is_default ? null : (
        <div>
          <Button
            busy={busy === 'makeDefault' ? t('use.busy') : null}
            unavailable={brand.is_archived ? t('use.restoreFirst') : null}
            onClick={() => act.mutate('makeDefault')}
          >
            {t('use.makeDefault')}
          </Button>
        </div>
      )}
      {brand.is_archived ? (
        <p>{t('use.archivedHint')}</p>
      ) : (
        <div>
          <p>{t('use.means')}</p>
          <ul className="bmeans">
            <li>{t('use.closes')}</li>
            <li>{t('use.tickets', { count: held(brand, 'open_tickets') })}</li>
            <li>{t('use.articles', { count: held(brand, 'articles') })}</li>
            <li>{t('use.back')}</li>
          </ul>
        </div>
      )}
      {!brand.is_archived && why ? (
        <p className="hint">
          {why}{' '}
          {brand.is_default ? null : (
            <SettingsLink className="link" path="/email">
              {t('addresses.toEmail')}
            </SettingsLink>
          )}
        </p>
      ) : null}
      <div>
        {/* One button for both ways, so that focus stays on it. */}
        <Button
          busy={busy === 'archive' || busy === 'restore' ? t('use.busy') : null}
          unavailable={brand.is_archived ? null : why}
          onClick={() => (brand.is_archived ? act.mutate('restore') : setAsking(true))}
        >
          {t(brand.is_archived ? 'use.restore' : 'use.archive')}
        </Button>
      </div>
      {act.error ? (
        <p className="hint bad" role="alert" dir="auto">
          {reasonOf(act.error)}
        </p>
      ) : null}
      <Confirm
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={t('use.ask', { name })}
        consequence={t('use.consequence')}
        cancel={t('use.keep')}
        action={t('use.archive')}
        busy={busy === 'archive' ? t('use.busy') : null}
        onConfirm={() => act.mutate('archive')}
      />
    </FormSection>
  );
}
