import { useMutation } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, Field, useReason } from '@/shared/ui';
import { kbApi, type ArticleImage } from './api';

const TYPES = ['image/png', 'image/jpeg', 'image/webp'];
export const ACCEPTED_IMAGES = TYPES.join(',');

/** The images among what was pasted, dropped or chosen. */
export const imagesOf = (files: Iterable<File> | null | undefined): File[] => [...(files ?? [])].filter((file) => file.type.startsWith('image/'));

export interface ImageDialogProps {
  articleId: number;
  file: File;
  onAdded: (image: ArticleImage) => void;
  onClose: () => void;
}

/** Asks what an image shows, then keeps it for the article. */
export function ImageDialog({ articleId, file, onAdded, onClose }: ImageDialogProps) {
  const { t } = useTranslation('kb');
  const [alt, setAlt] = useState('');
  const add = useMutation({
    mutationFn: () => kbApi.addImage(articleId, file, alt.trim()),
    onSuccess: onAdded,
  });
  const reason = useReason(add.error);
  const isMissing = alt.trim() === '';
  const submit = (): void => {
    if (!isMissing && !add.isPending) add.mutate();
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t('image.title')}
      width={480}
      footer={
        <>
          <Button onClick={onClose}>{t('image.cancel')}</Button>
          <Button
            variant="primary"
            unavailable={isMissing ? t('image.missing') : null}
            busy={add.isPending ? t('image.adding') : null}
            onClick={submit}
          >
            {t('image.add')}
          </Button>
        </>
      }
    >
      <form
        className="form-grid"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Preview file={file} />
        <Field
          label={t('image.alt')}
          hint={t('image.altHint')}
          error={add.error ? reason : null}
          value={alt}
          maxLength={300}
          dir="auto"
          onChange={(event) => setAlt(event.target.value)}
        />
      </form>
    </Dialog>
  );
}

function Preview({ file }: { file: File }) {
  const address = useMemo(() => URL.createObjectURL(file), [file]);
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  return <img className="kb-preview" src={address} alt="" />;
}
