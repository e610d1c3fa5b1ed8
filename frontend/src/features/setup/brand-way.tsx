import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, keys } from '@/shared/api';
import { setupQuery, type SetupWay } from '@/shared/setup';
import { SettingsLink, useSlots } from '@/shared/slots';
import { announce, Button, ErrorState, Field, SelectField, useReasonOf } from '@/shared/ui';
import { brandQuery, setupApi, type BrandInFull } from './api';

type Values = Pick<BrandInFull, 'name' | 'site_url' | 'color' | 'language' | 'support_email'>;
const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;

/** What customers see first; the rest has a screen of its own. */
export function BrandWay({ way }: { way: SetupWay }) {
  const { t } = useTranslation('setup');
  const id = way.facts.counts.id ?? 0;
  const brand = useQuery({ ...brandQuery(id), enabled: id > 0 });
  if (brand.error && !brand.data) return <ErrorState title={t('brand.fault')} error={brand.error} onRetry={() => void brand.refetch()} />;
  return brand.data ? <BrandForm key={brand.data.version} brand={brand.data} isDone={way.state === 'done'} /> : <p className="t3">{t('loading')}</p>;
}

function BrandForm({ brand, isDone }: { brand: BrandInFull; isDone: boolean }) {
  const { t } = useTranslation('setup');
  const { settings } = useSlots();
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const { name, site_url, color, language, support_email } = brand;
  const [values, setValues] = useState<Values>({ name, site_url, color, language, support_email });
  const save = useMutation({
    mutationFn: () => setupApi.changeBrand(brand, values),
    onSuccess: (saved) => {
      client.setQueryData(brandQuery(brand.id).queryKey, saved);
      announce(t('brand.saved', { name: saved.name }));
      void client.invalidateQueries({ queryKey: setupQuery.queryKey });
      void client.invalidateQueries({ queryKey: keys.brands });
    },
    onError: (error) => {
      // Somebody was faster: what they saved is shown instead.
      if (isProblem(error) && error.status === 412) void client.invalidateQueries({ queryKey: brandQuery(brand.id).queryKey });
    },
  });
  const faults = isProblem(save.error) ? save.error.errors : {};
  const set = (change: Partial<Values>): void => setValues({ ...values, ...change });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  const screen = settings.find(({ id }) => id === 'brands');
  return (
    <form className="su-form" noValidate onSubmit={submit}>
      <Field label={t('brand.name')} value={values.name} maxLength={120} error={faults.name?.[0] ?? null} onChange={({ target }) => set({ name: target.value })} />
      <Field
        label={t('brand.site')}
        type="url"
        placeholder="https://example.com"
        value={values.site_url}
        error={faults.site_url?.[0] ?? null}
        hint={t('brand.siteHint')}
        onChange={({ target }) => set({ site_url: target.value })}
      />
      <Field label={t('brand.color')} value={values.color} maxLength={7} spellCheck={false} error={faults.color?.[0] ?? null} onChange={({ target }) => set({ color: target.value })} />
      <SelectField
        label={t('brand.language')}
        value={values.language}
        options={Object.entries(LANGUAGES).map(([value, label]) => ({ value: value as Values['language'], label }))}
        onChange={(next) => set({ language: next })}
      />
      {save.error ? (
        <p className="hint bad su-wide" role="alert">
          {t('brand.notSaved', { reason: reasonOf(save.error) })}
        </p>
      ) : null}
      <div className="row su-wide">
        <Button type="submit" variant={isDone ? 'default' : 'primary'} busy={save.isPending ? t('saving') : null}>
          {t('brand.save')}
        </Button>
        {screen ? (
          <SettingsLink className="btn ghost" path={screen.routes[0].path}>
            {t('brand.more')}
          </SettingsLink>
        ) : null}
      </div>
    </form>
  );
}
