//! A browser without scripts, and what it finds on the hosts' pages.

use super::Server;
use reqwest::{Client, Response, StatusCode, header, multipart};

/// A browser without scripts: keeps its cookies, follows redirects.
pub struct Browser<'a> {
    server: &'a Server,
    pub client: Client,
}

impl<'a> Browser<'a> {
    pub fn new(server: &'a Server) -> Self {
        Self { server, client: Client::builder().cookie_store(true).build().unwrap() }
    }

    /// A host of an event that it makes.
    pub async fn host(server: &'a Server, title: &str) -> (Self, String) {
        let browser = Self::new(server);
        let page = browser.send("/events", &[("title", title)]).await;
        assert_eq!(page.status(), StatusCode::OK);
        let path = page.url().path().to_owned();
        (browser, path)
    }

    pub async fn get(&self, path: &str) -> Response {
        self.client.get(self.server.url(path)).send().await.unwrap()
    }

    pub async fn text(&self, path: &str) -> String {
        let page = self.get(path).await;
        assert_eq!(page.status(), StatusCode::OK, "{path}");
        page.text().await.unwrap()
    }

    pub async fn send(&self, path: &str, form: &[(&str, &str)]) -> Response {
        let request = self.client.post(self.server.url(path)).header(header::ORIGIN, self.server.url(""));
        request.form(form).send().await.unwrap()
    }

    /// Sends a form that must be done, and returns the page that it leads to.
    pub async fn done(&self, path: &str, form: &[(&str, &str)]) -> String {
        let page = self.send(path, form).await;
        assert_eq!(page.status(), StatusCode::OK, "{path} {form:?}");
        assert!(page.url().query().is_some_and(|query| query.starts_with("done=")), "{}", page.url());
        page.text().await.unwrap()
    }

    /// Sends one in which something is wrong, and returns the page that says so.
    pub async fn wrong(&self, path: &str, form: &[(&str, &str)]) -> String {
        let page = self.send(path, form).await;
        assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY, "{path} {form:?}");
        page.text().await.unwrap()
    }

    pub async fn import(&self, path: &str, form: multipart::Form) -> Response {
        let request = self.client.post(self.server.url(path)).header(header::ORIGIN, self.server.url(""));
        request.multipart(form).send().await.unwrap()
    }
}

/// The value of the field of that id.
pub fn field<'a>(page: &'a str, id: &str) -> &'a str {
    let tag = page.split("<input").find(|tag| tag.contains(&format!("id=\"{id}\""))).unwrap_or_else(|| panic!("{id}"));
    let tag = tag.split('>').next().unwrap();
    tag.split_once(" value=\"").map_or("", |(_, rest)| rest.split('"').next().unwrap())
}

/// The number behind `name="…" value="` of a hidden field.
pub fn hidden<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let mark = format!("type=\"hidden\" name=\"{name}\" value=\"");
    page.split(&mark).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

/// How the tracks of the line-up stand, in the page's order.
pub fn standings(page: &str) -> Vec<(&str, &str)> {
    let rows = page.split("<li id=\"track-").skip(1);
    rows.map(|row| {
        let standing = row.split("data-standing=\"").nth(1).unwrap().split('"').next().unwrap();
        let name = row.split("class=\"name\"").nth(1).unwrap().split('>').nth(1).unwrap().split('<').next().unwrap();
        (name, standing)
    })
    .collect()
}
