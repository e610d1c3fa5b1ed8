import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBrands } from '@/shared/directory';
import { SaveFault } from '@/shared/form';
import { Button, Field, FormSection, SelectField, toast } from '@/shared/ui';
import { ACCEPTED, IMPORTS, importApi, SOURCES, type Source } from './api';

/** The way in: which system, which file. */
export function NewImport({ onMade }: { onMade: (id: number) => void }) {
  const { t } = useTranslation('import');
  const brands = useBrands();
  const client = useQueryClient();
  const fileId = useId();
  const [source, setSource] = useState<Source>('zendesk');
  const [account, setAccount] = useState('');
  const [brand, setBrand] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [isMissing, setMissing] = useState(false);
  const make = useMutation({
    mutationFn: (content: File) => importApi.create({ file: content, source, account, brand }),
    onSuccess: (made) => {
      toast(t('new.made'));
      void client.invalidateQueries({ queryKey: IMPORTS });
      onMade(made.id);
    },
  });
  const send = (): void => {
    setMissing(file === null);
    if (file === null) document.getElementById(fileId)?.focus();
    else if (!make.isPending) make.mutate(file);
  };
  return (
    <FormSection id="import-new" title={t('new.title')} hint={t('new.hint')}>
      <SelectField label={t('new.source')} value={source} options={SOURCES.map((value) => ({ value, label: t(`source.${value}`) }))} onChange={setSource} hint={t(`about.${source}`)} />
      <div>
        <label className="lab" htmlFor={fileId}>
          {t('new.file')}
        </label>
        <input
          id={fileId}
          type="file"
          accept={ACCEPTED[source]}
          aria-invalid={isMissing || undefined}
          aria-describedby={`${fileId}-note`}
          onChange={(event) => {
            setFile(event.target.files?.[0] ?? null);
            setMissing(false);
          }}
        />
        <p className={isMissing ? 'hint bad' : 'hint'} id={`${fileId}-note`}>
          {isMissing ? t('new.missing') : t('new.kept')}
        </p>
      </div>
      <Field label={t('new.account')} hint={t('new.accountHint')} value={account} maxLength={60} onChange={(event) => setAccount(event.target.value)} />
      {brands.length > 1 ? (
        <SelectField
          label={t('new.brand')}
          value={brand}
          options={[{ value: '', label: t('new.brandDefault') }, ...brands.map(({ id, name }) => ({ value: String(id), label: name }))]}
          onChange={setBrand}
        />
      ) : null}
      <SaveFault title={t('new.failed')} error={make.error} />
      <p>
        <Button variant="primary" busy={make.isPending ? t('new.sending') : null} onClick={send}>
          {t('new.send')}
        </Button>
      </p>
    </FormSection>
  );
}
