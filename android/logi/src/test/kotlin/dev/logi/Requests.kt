package dev.logi

import dev.logi.core.Application
import dev.logi.core.Browser
import dev.logi.core.LoginRequest
import dev.logi.core.Relation
import java.time.Instant

/** Requests as the server would present them. */
internal object Requests {
    val one = LoginRequest(
        session = "018f3a54-0000-4000-8000-000000000000",
        words = listOf("apple", "river"),
        application = Application("logi_books", "Northwind Books", "books.example"),
        fields = emptyList(),
        browser = Browser("Chrome on macOS", "KR", Relation.SAME_NETWORK),
        scopes = listOf("openid"),
        locale = "en",
        expiresAt = Instant.EPOCH,
        secondScan = false,
    )
}
