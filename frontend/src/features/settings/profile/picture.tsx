import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys, type Me } from '@/shared/api';
import { Avatar, Button, toast, useReasonOf } from '@/shared/ui';
import { squareOf, Unreadable } from './square';

/** One's own picture, which changes at once. */
export function Picture({ me }: { me: Me }) {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const input = useRef<HTMLInputElement>(null);
  const choose = useRef<HTMLButtonElement>(null);
  const show = (picture: string | null): void => {
    client.setQueryData<Me>(keys.me, (before) => before && { ...before, picture });
    void client.invalidateQueries({ queryKey: keys.users });
  };
  const upload = useMutation({
    mutationFn: async (file: File) => api.post('/me/picture', { body: { file: await squareOf(file) } }),
    onSuccess: ({ picture }) => {
      show(picture);
      toast(t('profile.picture.done'));
    },
  });
  const remove = useMutation({
    mutationFn: () => api.delete('/me/picture'),
    onSuccess: () => {
      show(null);
      choose.current?.focus();
      toast(t('profile.picture.removed'));
    },
  });
  const error = upload.error ?? remove.error;
  return (
    <div className="ppic">
      <Avatar id={me.id} name={me.name} size={36} picture={me.picture} />
      <input
        ref={input}
        type="file"
        accept="image/png,image/jpeg,image/webp"
        hidden
        aria-label={t('profile.picture.choose')}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          remove.reset();
          if (file) upload.mutate(file);
        }}
      />
      <Button ref={choose} busy={upload.isPending ? t('profile.picture.busy') : null} onClick={() => input.current?.click()}>
        {t('profile.picture.choose')}
      </Button>
      {me.picture ? (
        <Button
          variant="ghost"
          busy={remove.isPending ? t('profile.picture.removing') : null}
          onClick={() => {
            upload.reset();
            remove.mutate();
          }}
        >
          {t('profile.picture.remove')}
        </Button>
      ) : null}
      <p className={`hint${error ? ' bad' : ''}`} role={error ? 'alert' : undefined}>
        {error ? (error instanceof Unreadable ? t('profile.picture.unreadable') : reasonOf(error)) : t('profile.picture.hint')}
      </p>
    </div>
  );
}
