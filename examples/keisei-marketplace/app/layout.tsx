import type { Metadata } from "next";
import type { ReactNode } from "react";
import "@kei/catalog/react.css";
import "./site.css";

export const metadata: Metadata = {
  title: "Models",
  description: "Models, prices and agents, as @kei/registry knows them.",
};

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <nav>
          <a href="/">Models</a>
          <a href="/compare">Compare</a>
        </nav>
        <main>{children}</main>
      </body>
    </html>
  );
}
