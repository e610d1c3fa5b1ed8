import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { absoluteTime, relativeTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Badge, Button, CopyField, Field, FormSection, useReasonOf } from '@/shared/ui';
import { brandsApi, type BrandInFull } from './api';
import type { BrandForm } from './brand-form';

/** No record can lead to an address in numbers or to a name without a dot. */
const canBeTarget = (host: string): boolean => host.includes('.') && !/^[\d.]+$/.test(host);

/** The help center's own name: the DNS record that it needs, and whether that was found. */
export function DomainFields({ brand, form, onLooked }: { brand: BrandInFull; form: BrandForm; onLooked: () => void }) {
  const { t } = useTranslation('brands');
  const reasonOf = useReasonOf();
  const look = useMutation({ mutationFn: () => brandsApi.look(brand.id), onSettled: onLooked });
  const isSaved = brand.host !== '' && form.values.host.trim() === brand.host;
  return (
    <FormSection title={t('part.domain')} hint={t('domain.hint')}>
      <Field
        label={t('domain.host')}
        hint={t('domain.hostHint', { address: `/help/${brand.slug}/` })}
        placeholder="help.example.com"
        dir="ltr"
        spellCheck={false}
        autoComplete="off"
        maxLength={253}
        value={form.values.host}
        error={form.errorOf('host')}
        onChange={(event) => form.set({ host: event.target.value })}
      />
      {isSaved ? (
        <>
          {canBeTarget(brand.host_target) ? (
            <div className="brecord" role="group" aria-label={t('domain.record')}>
              <p>{t('domain.recordHint')}</p>
              <p>
                <span className="t3">{t('domain.type')}</span> <code>CNAME</code>
              </p>
              <CopyField label={t('domain.name')} value={brand.host} />
              <CopyField label={t('domain.value')} value={brand.host_target} />
              <p className="hint">{t('domain.proxyHint')}</p>
            </div>
          ) : (
            <p className="notice">{t('domain.noTarget', { host: brand.host_target })}</p>
          )}
          <Found brand={brand} />
          <div>
            <Button busy={look.isPending ? t('domain.looking') : null} onClick={() => look.mutate()}>
              {t('domain.look')}
            </Button>
            {look.error ? (
              <p className="hint bad" role="alert" dir="auto">
                {reasonOf(look.error)}
              </p>
            ) : null}
          </div>
        </>
      ) : form.values.host.trim() ? (
        <p className="hint">{t('domain.saveFirst')}</p>
      ) : null}
    </FormSection>
  );
}

/** What the last look at the domain found, and when that was. */
function Found({ brand }: { brand: BrandInFull }) {
  const { t, i18n } = useTranslation('brands');
  const now = useNow(60_000);
  const { host_looked_at: at, host_state: state } = brand;
  return (
    <div role="status" className="bfound">
      {at && state ? (
        <>
          <p>
            <Badge tone={state === 'works' ? 'ok' : 'warn'}>{t(state === 'works' ? 'domain.found' : 'domain.notYet')}</Badge>{' '}
            <time className="t3 f12" dateTime={at} title={absoluteTime(at, i18n.language)}>
              {t('domain.lookedAt', { when: relativeTime(at, now, i18n.language) })}
            </time>
          </p>
          <p className="hint">{t(`domain.state.${state}`, { host: brand.host, target: brand.host_target })}</p>
        </>
      ) : (
        <p className="hint">{t('domain.neverLooked')}</p>
      )}
    </div>
  );
}
