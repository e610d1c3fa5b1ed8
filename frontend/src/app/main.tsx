import '@fontsource-variable/inter';
import '@/shared/ui/styles.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { arrive, startFocusKeeper } from '@/shared/lib/focus-keeper';
import { startI18n } from '@/shared/lib/i18n';
import { SlotsProvider } from '@/shared/slots';
import { provideEditor } from '@/shared/ticket-list';
import { TooltipProvider } from '@/shared/ui';
import { makeQueryClient } from './query-client';
import { reloadAfterRelease } from './release';
import { makeRouter } from './router';
import { slots } from './slots';
import { storedLocale, texts } from './texts';

provideEditor(lazy(() => import('./screens/message-editor')));

startI18n(texts, storedLocale());

reloadAfterRelease();

// From the first screen on: what signs in goes away with its form.
startFocusKeeper();

const client = makeQueryClient();
const router = makeRouter(client, slots);
// Not on the first: there the way begins at the links that skip.
router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
  if (fromLocation && pathChanged) arrive();
});

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <SlotsProvider value={slots}>
        <TooltipProvider>
          <RouterProvider router={router} />
        </TooltipProvider>
      </SlotsProvider>
    </QueryClientProvider>
  </StrictMode>,
);
