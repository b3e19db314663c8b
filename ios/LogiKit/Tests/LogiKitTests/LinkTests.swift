import Foundation
import LogiKit
import Testing

/// Which links reach the core: A13 (R13b) of the threats.
@Suite struct LinkTests {
    private func read(_ text: String, linkHost: String? = "open.example") -> Link? {
        guard let url = URL(string: text) else { return nil }
        return Link(url, issuer: URL(string: "https://login.example")!, linkHost: linkHost)
    }

    @Test(arguments: [
        "http://login.example/qr#A.B", "logi://login.example/qr#A.B", "https://evil.example/qr#A.B",
        "https://login.example.evil.example/qr#A.B", "https://evil-login.example/qr#A.B", "https://login.example:8443/qr#A.B",
        "https://me@login.example/qr#A.B", "https://me:pw@login.example/qr#A.B", "https://login.example/qr/#A.B",
        "https://login.example/qr/x#A.B", "https://login.example/QR#A.B", "https://login.example/%71r#A.B",
        "https://login.example//qr#A.B", "https://login.example/qr?a=b#A.B", "https://login.example/qr", "https://login.example/qr#",
        "https://login.example/qr#A#B", "https://login.example/qr#A%23B", "https://login.example/here#A.B",
        "https://open.example/qr#A.B", "https://open.example:443/here#A.B", "https://open.example/here/#A.B",
        "https://open.example/here?x#A.B", "https://open.example.evil.example/here#A.B", "https://sub.open.example/here#A.B",
        "https://login.example/#A.B", "https:///qr#A.B", "/qr#A.B", "",
    ])
    func refusesEverythingButTheExactHostAndPath(_ text: String) {
        #expect(read(text) == nil)
    }

    @Test func refusesLinksOfTheLinkHostWhereThereIsNone() {
        #expect(read("https://open.example/here#A.B", linkHost: nil) == nil)
    }

    @Test func noDescriptionOfALinkHoldsWhatBeginsALogin() throws {
        for text in ["https://login.example/qr#SECRET", "https://open.example/here#SECRET"] {
            let link = try #require(read(text))
            var dumped = ""
            dump(link, to: &dumped)
            for shown in ["\(link)", String(reflecting: link), String(describing: Optional(link)), dumped] {
                #expect(!shown.contains("SECRET"))
            }
        }
    }

    @Test func readsTheTwoLinksThatAreOurs() {
        #expect(read("https://login.example/qr#A.B") == .code("https://login.example/qr#A.B"))
        #expect(read("https://open.example/here#A.B") == .here("https://open.example/here#A.B"))
    }
}
