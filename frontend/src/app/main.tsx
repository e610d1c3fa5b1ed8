import '@fontsource-variable/inter';
import '@/shared/ui/styles.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startI18n } from '@/shared/lib/i18n';
import { TooltipProvider } from '@/shared/ui';
import { makeQueryClient } from './query-client';
import { reloadAfterRelease } from './release';
import { makeRouter } from './router';
import { storedLocale, texts } from './texts';

startI18n(texts, storedLocale());

reloadAfterRelease();

const client = makeQueryClient();
const router = makeRouter(client);

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <TooltipProvider>
        <RouterProvider router={router} />
      </TooltipProvider>
    </QueryClientProvider>
  </StrictMode>,
);
