// Answers with which status a document came and how old it is. It is put into healthy pages, too,
// so it has at most 300 bytes and imports nothing: a test counts them.

export interface DocumentStatus {
  url: string;
  /** The address that was loaded; the page may have changed it since. */
  name: string;
  statusCode: number;
  /** How long ago its headers came, in ms. */
  age: number;
  /** When its load began, in ms since 1970. */
  began: number;
}

export default function documentStatus(): DocumentStatus {
  const [entry] = performance.getEntriesByType("navigation") as [PerformanceNavigationTiming];
  const { name, responseStatus, responseStart } = entry;
  return {
    url: location.href,
    name,
    statusCode: responseStatus,
    age: performance.now() - responseStart,
    began: performance.timeOrigin,
  };
}
