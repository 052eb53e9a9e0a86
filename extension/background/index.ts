// The background: adds every listener at once, before anything is awaited, or events are lost. What
// each leads to is in events.ts; other modules add listeners of their own, at once as well.
import showBar from "../content/bar.ts" with { type: "content-script" };
import showCard from "../content/card.ts" with { type: "content-script" };
import chatState from "../content/chat-state.ts" with { type: "content-script" };
import clearSiteStorage from "../content/clear-site-storage.ts" with { type: "content-script" };
import documentStatus from "../content/document-status.ts" with { type: "content-script" };
import pageFacts from "../content/page-facts.ts" with { type: "content-script" };
import probeFromPage from "../content/probe-from-page.ts" with { type: "content-script" };
import reloadDocument from "../content/reload-document.ts" with { type: "content-script" };
import { logError } from "../shared/error-log.ts";
import { keepOutage } from "../shared/history-store.ts";
import { onSettingsChanged } from "../shared/settings-store.ts";
import { readBody } from "../shared/read-body.ts";
import { provideHooks, setOpen } from "./core.ts";
import {
  accessChanged,
  alarmRang,
  assetAnswered,
  assetFailed,
  begun,
  chatRequestAnswered,
  chatRequestFailed,
  commandPressed,
  conversationAnswered,
  conversationCompleted,
  documentAnswered,
  messageReceived,
  networkReturned,
  requestFailed,
  settingsChanged,
  tabReplaced,
  watchTabs,
  workerFetchAnswered,
} from "./events.ts";
import { onBegin } from "./lifecycle.ts";
import "./notification-click.ts";
import { answerBegun, answerBroke, answerCompleted, answerRedirected } from "./open-answers.ts";
import { openAdvice } from "./open-advice.ts";
import {
  forgetAnswered,
  keptPrompt,
  rescueEverywhere,
  rescuePrompt,
  restorePrompt,
} from "./prompt-pages.ts";
import {
  ANSWERS,
  ASSETS,
  CHAT_REQUESTS,
  CONVERSATIONS,
  DOCUMENTS,
  WORKER_FETCHES,
} from "./request-filters.ts";
import { recordTrace } from "./trace.ts";
import { setPromptRules } from "./typing-protection.ts";

provideHooks({
  chatState,
  clearSiteStorage,
  documentStatus,
  forgetAnswered,
  keepOutage,
  keptPrompt,
  logError,
  pageFacts,
  probeFromPage,
  readBody,
  recordTrace,
  reloadDocument,
  rescueEverywhere,
  rescuePrompt,
  restorePrompt,
  setOpen,
  setPromptRules,
  showAdvice: openAdvice,
  showBar,
  showCard,
  watchTabs,
});

const { alarms, commands, permissions, runtime, tabs, webRequest } = chrome;

webRequest.onHeadersReceived.addListener(documentAnswered, DOCUMENTS, ["responseHeaders"]);
webRequest.onHeadersReceived.addListener(workerFetchAnswered, WORKER_FETCHES, ["responseHeaders"]);
webRequest.onHeadersReceived.addListener(conversationAnswered, CONVERSATIONS, ["responseHeaders"]);
webRequest.onCompleted.addListener(conversationCompleted, CONVERSATIONS);
webRequest.onErrorOccurred.addListener(requestFailed, DOCUMENTS);
// Adding the same function twice would replace the first listener.
webRequest.onErrorOccurred.addListener((details) => requestFailed(details), CONVERSATIONS);
webRequest.onHeadersReceived.addListener(chatRequestAnswered, CHAT_REQUESTS);
webRequest.onErrorOccurred.addListener(chatRequestFailed, CHAT_REQUESTS);
webRequest.onHeadersReceived.addListener(assetAnswered, ASSETS);
webRequest.onErrorOccurred.addListener(assetFailed, ASSETS);
webRequest.onBeforeRequest.addListener(answerBegun, ANSWERS);
webRequest.onBeforeRedirect.addListener(answerRedirected, ANSWERS);
webRequest.onCompleted.addListener(answerCompleted, ANSWERS);
webRequest.onErrorOccurred.addListener(answerBroke, ANSWERS);
tabs.onReplaced?.addListener(tabReplaced);
alarms.onAlarm.addListener(alarmRang);
permissions.onAdded.addListener(accessChanged);
permissions.onRemoved.addListener(accessChanged);
commands.onCommand.addListener(commandPressed);
runtime.onMessage.addListener(messageReceived);
addEventListener("online", networkReturned);
onBegin(begun);
onSettingsChanged(settingsChanged);
